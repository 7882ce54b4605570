using OrleansTwin.Twins.Maintenance.Lives;

namespace OrleansTwin.Twins.Maintenance;

/// <summary>
/// Replacement at an age or at failure, whichever comes first (Barlow and Hunter 1960). In the long run it costs the expected
/// cost of a cycle over its expected length.
/// </summary>
/// <param name="BestAgeHours">The age of the lowest cost; infinite: it pays to wait for failure.</param>
/// <param name="CostPerHour">What it costs then, in the unit of the costs.</param>
/// <param name="RunToFailureCostPerHour">What waiting for failure would cost.</param>
public sealed record AgeReplacement(double BestAgeHours, double CostPerHour, double RunToFailureCostPerHour)
{
    /// <summary>Beyond the age that one part in so many survives nothing is gained any more.</summary>
    private const double SurvivorsMin = 1e-6;

    private const int Panels = 2000;

    /// <param name="life">How long parts live.</param>
    /// <param name="plannedCost">Of a replacement at the age.</param>
    /// <param name="failureCost">Of a failure with its replacement.</param>
    public static AgeReplacement Of(LifeDistribution life, double plannedCost, double failureCost)
    {
        if (!(plannedCost > 0) || !(failureCost > 0))
            throw new ArgumentException($"Costs are {plannedCost} and {failureCost}; expected numbers above 0.");
        var end = life.QuantileHours(1 - SurvivorsMin);
        var ages = new double[Panels + 1];
        var lived = new double[Panels + 1];
        for (var i = 1; i <= Panels; i++)
        {
            // Panels are finest where life begins: lives of spread distributions reach over many powers of ten.
            ages[i] = end * Math.Pow((double)i / Panels, 3);
            lived[i] = lived[i - 1] + Lived(life, ages[i - 1], ages[i]);
        }

        var best = Panels;
        double Rate(double age, double hours) =>
            ((plannedCost * life.Survival(age)) + (failureCost * (1 - life.Survival(age)))) / hours;
        for (var i = 1; i < Panels; i++)
            best = Rate(ages[i], lived[i]) < Rate(ages[best], lived[best]) ? i : best;
        var toFailure = failureCost / lived[Panels];
        if (best == Panels || Rate(ages[best], lived[best]) >= toFailure)
            return new AgeReplacement(double.PositiveInfinity, toFailure, toFailure);
        double RateAt(double age) => Rate(age, lived[best - 1] + Lived(life, ages[best - 1], age));
        var (low, high) = (best == 1 ? ages[1] / 2 : ages[best - 1], ages[best + 1]);
        for (var step = 0; step < 60; step++)
        {
            var (third, other) = (low + ((high - low) / 3), high - ((high - low) / 3));
            (low, high) = RateAt(third) < RateAt(other) ? (low, other) : (third, high);
        }

        return new AgeReplacement((low + high) / 2, RateAt((low + high) / 2), toFailure);
    }

    /// <summary>
    /// For a fitted life: the policy by its likeliest parameters, and between which best ages the truth lies with the given
    /// probability; infinite: it may pay to wait for failure.
    /// </summary>
    public static (AgeReplacement Policy, double LowHours, double HighHours) Of(
        LifeFit fit, double plannedCost, double failureCost, double probability = 0.9)
    {
        ArgumentNullException.ThrowIfNull(fit);
        // In scales of life the best age depends on the spread alone, and what is known of it are few points.
        var inScales = new Dictionary<double, double>();
        double BestAge(LifeDistribution life)
        {
            if (!inScales.TryGetValue(life.Spread, out var best))
                inScales[life.Spread] = best = Of(life with { Location = 0 }, plannedCost, failureCost).BestAgeHours;
            return best * life.ScaleHours;
        }

        var ages = fit.Estimate(BestAge, probability);
        return (Of(fit.Best, plannedCost, failureCost), ages.Low, ages.High);
    }

    /// <summary>Expected hours that a new part lives between two ages: the survival's integral, by Gauss and Legendre.</summary>
    private static double Lived(LifeDistribution life, double from, double to)
    {
        var (middle, half) = ((from + to) / 2, (to - from) / 2);
        var apart = half * Math.Sqrt(0.6);
        var outer = life.Survival(middle - apart) + life.Survival(middle + apart);
        return half / 9 * ((5 * outer) + (8 * life.Survival(middle)));
    }
}
