namespace OrleansTwin.Twins.Maintenance.Lives;

public enum LifeForm
{
    Weibull,
    Lognormal,
}

/// <summary>
/// How long parts of a type live, in hours of operation. The logarithm of life is a location plus a spread times a standard
/// variable: of the smallest extreme for Weibull, normal for lognormal (Meeker and Escobar 1998). For Weibull the location is
/// the logarithm of the scale and the spread is 1 / shape.
/// </summary>
public readonly record struct LifeDistribution(LifeForm Form, double Location, double Spread)
{
    /// <param name="shape">β: below 1 failures come early, above 1 by wear.</param>
    /// <param name="scaleHours">η: 63 % have failed by then.</param>
    public static LifeDistribution Weibull(double shape, double scaleHours)
    {
        Demand(shape, nameof(shape));
        Demand(scaleHours, nameof(scaleHours));
        return new LifeDistribution(LifeForm.Weibull, Math.Log(scaleHours), 1 / shape);
    }

    /// <param name="medianHours">Half have failed by then.</param>
    /// <param name="spread">σ, the standard deviation of the logarithm of life.</param>
    public static LifeDistribution Lognormal(double medianHours, double spread)
    {
        Demand(medianHours, nameof(medianHours));
        Demand(spread, nameof(spread));
        return new LifeDistribution(LifeForm.Lognormal, Math.Log(medianHours), spread);
    }

    /// <summary>β of a Weibull distribution.</summary>
    public double Shape => 1 / Spread;

    /// <summary>η of a Weibull distribution, the median of a lognormal one.</summary>
    public double ScaleHours => Math.Exp(Location);

    public double MedianHours => QuantileHours(0.5);

    /// <summary>The probability to live longer than an age.</summary>
    public double Survival(double hours) => Math.Exp(-CumulativeHazard(hours));

    /// <summary>Minus the logarithm of the survival.</summary>
    public double CumulativeHazard(double hours)
    {
        if (hours <= 0)
            return 0;
        var z = (Math.Log(hours) - Location) / Spread;
        return Form == LifeForm.Weibull ? Math.Exp(z) : -Normal.LogSurvival(z);
    }

    /// <summary>Failures an hour of those that live.</summary>
    public double HazardPerHour(double hours)
    {
        var z = (Math.Log(hours) - Location) / Spread;
        return (Form == LifeForm.Weibull ? Math.Exp(z) : Normal.Hazard(z)) / (Spread * hours);
    }

    /// <summary>The probability that a part of this age fails within so many hours of operation.</summary>
    public double RiskWithin(double ageHours, double hours) =>
        -Math.Exp(CumulativeHazard(ageHours) - CumulativeHazard(ageHours + hours)) + 1;

    /// <summary>The age by which this share has failed, more than 0 and less than 1.</summary>
    public double QuantileHours(double share) => Math.Exp(Location + (Spread * (Form == LifeForm.Weibull
        ? Math.Log(-Math.Log(1 - share))
        : Normal.Quantile(share))));

    private static void Demand(double value, string name)
    {
        if (!(value > 0) || double.IsInfinity(value))
            throw new ArgumentOutOfRangeException(name, value, "Expected a number above 0.");
    }
}
