using OrleansTwin.Twins.Maintenance;

namespace OrleansTwin.Twins.Health.Rul;

/// <summary>
/// A model's estimate as remaining life in hours of operation. The bounds of its bands are quantiles of the cycles that are left;
/// between two of them probability is taken to rise evenly, and what a horizon between them has for certain is their two
/// probabilities. A bound at the model's cap means: or later.
/// </summary>
public sealed class RulLife : IRemainingLife
{
    private static readonly double[] Levels = [0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975];

    private readonly double[] _hours;
    private readonly double _capHours;
    private readonly double _ageHours;

    /// <param name="estimate">There must be one.</param>
    /// <param name="cap">The model's: an estimate of so many cycles means so many or more.</param>
    /// <param name="hoursOfCycle">Hours of operation in a cycle.</param>
    /// <param name="ageHours">Of the part at the end of the cycle that the estimate was made after.</param>
    public RulLife(RulEstimate estimate, double cap, double hoursOfCycle, double ageHours)
    {
        if (!estimate.IsEnough || !(hoursOfCycle > 0))
            throw new ArgumentException($"{estimate.Seen} cycles of {hoursOfCycle} h are no estimate.", nameof(estimate));
        double[] cycles =
        [
            estimate.Band95.Low, estimate.Band90.Low, estimate.Band80.Low, estimate.Band50.Low, estimate.Cycles,
            estimate.Band50.High, estimate.Band80.High, estimate.Band90.High, estimate.Band95.High,
        ];
        _hours = Array.ConvertAll(cycles, count => count >= cap ? double.PositiveInfinity : count * hoursOfCycle);
        (_capHours, _ageHours) = (cap * hoursOfCycle, ageHours);
    }

    public double[] HoursLeft(double ageHours, ReadOnlySpan<double> probabilities)
    {
        var (run, left) = (RunSince(ageHours), new double[probabilities.Length]);
        for (var i = 0; i < left.Length; i++)
            left[i] = Math.Max(0, QuantileOf(probabilities[i]) - run);
        return left;
    }

    /// <summary>
    /// The interval is that of the two stated probabilities between which the hours lie, whatever
    /// <paramref name="probability"/> is asked for: the bands tell no more.
    /// </summary>
    public Estimate Risk(double ageHours, double hours, double probability = 0.9)
    {
        if (!(hours > 0))
            return new Estimate(0, 0, 0);
        var until = RunSince(ageHours) + hours;
        var (fromHours, fromLevel) = (0.0, 0.0);
        for (var i = 0; i < Levels.Length; i++)
        {
            // A bound of 0 is where a band was cut off, and no quantile; several may be one.
            if (_hours[i] <= 0)
                continue;
            var toHours = Math.Min(_hours[i], _capHours);
            if (until < toHours)
            {
                var share = (until - fromHours) / (toHours - fromHours);
                return new Estimate(fromLevel + (share * (Levels[i] - fromLevel)), fromLevel, Levels[i]);
            }

            if (double.IsInfinity(_hours[i]))
                return new Estimate(Levels[i], fromLevel, 1);
            (fromHours, fromLevel) = (_hours[i], Levels[i]);
        }

        return fromLevel > 0 ? new Estimate(fromLevel, fromLevel, 1) : new Estimate(1, 0, 1);
    }

    private double QuantileOf(double probability)
    {
        var (fromHours, fromLevel) = (0.0, 0.0);
        for (var i = 0; i < Levels.Length; i++)
        {
            if (probability <= Levels[i])
            {
                var share = (probability - fromLevel) / (Levels[i] - fromLevel);
                return double.IsInfinity(_hours[i]) ? _hours[i] : fromHours + (share * (_hours[i] - fromHours));
            }

            (fromHours, fromLevel) = (_hours[i], Levels[i]);
        }

        return double.PositiveInfinity;
    }

    /// <summary>It has run since the estimate.</summary>
    private double RunSince(double ageHours) => Math.Max(0, ageHours - _ageHours);
}
