using OrleansTwin.Twins.Maintenance.Lives;

namespace OrleansTwin.Twins.Maintenance.Physics;

public enum BearingKind
{
    RadialBall,
    RadialRoller,
}

/// <summary>Rating life of rolling bearings (ISO 281:2007).</summary>
public static class BearingLife
{
    private const double FactorMax = 50;

    /// <summary>L10 in hours: what 9 of 10 bearings reach.</summary>
    /// <param name="kind">The exponent is 3 for balls, 10/3 for rollers.</param>
    /// <param name="ratingN">C, the dynamic load rating.</param>
    /// <param name="loadN">P, the equivalent load.</param>
    /// <param name="speedRpm">Of the shaft.</param>
    public static double L10Hours(BearingKind kind, double ratingN, double loadN, double speedRpm)
    {
        Demand(ratingN, nameof(ratingN));
        Demand(loadN, nameof(loadN));
        Demand(speedRpm, nameof(speedRpm));
        return 1e6 / (60 * speedRpm) * Math.Pow(ratingN / loadN, kind == BearingKind.RadialBall ? 3 : 10.0 / 3);
    }

    /// <summary>a_ISO, by which lubrication and dirt change the rating life: 0.1 to 50 (9.3.3.2 and 9.3.3.3).</summary>
    /// <param name="kind">Balls or rollers.</param>
    /// <param name="viscosityRatio">κ, the oil's viscosity over what the speed asks for; above 4 counts as 4.</param>
    /// <param name="cleanLoadRatio">e_C · C_u / P: cleanliness times the fatigue limit over the load.</param>
    public static double SystemFactor(BearingKind kind, double viscosityRatio, double cleanLoadRatio)
    {
        if (!(viscosityRatio >= 0.1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(viscosityRatio), viscosityRatio, "Expected 0.1 or more: below it no life is rated.");
        }

        if (!(cleanLoadRatio >= 0))
            throw new ArgumentOutOfRangeException(nameof(cleanLoadRatio), cleanLoadRatio, "Expected 0 or more.");
        var kappa = Math.Min(viscosityRatio, 4);
        var isBall = kind == BearingKind.RadialBall;
        var (ball, roller, power) = kappa < 0.4 ? (2.2649, 1.3993, 0.054381)
            : kappa < 1 ? (1.9987, 1.2348, 0.19087)
            : (1.9987, 1.2348, 0.071739);
        var film = isBall
            ? Math.Pow(2.5671 - (ball / Math.Pow(kappa, power)), 0.83)
            : 1.5859 - (roller / Math.Pow(kappa, power));
        var stress = 1 - (film * Math.Pow(cleanLoadRatio, isBall ? 1.0 / 3 : 0.4));
        return stress <= 0 ? FactorMax : Math.Min(FactorMax, 0.1 * Math.Pow(stress, isBall ? -9.3 : -9.185));
    }

    /// <summary>The Weibull distribution of which 10 % have failed by a rating life.</summary>
    /// <param name="l10Hours">Modified by a_ISO where that is known.</param>
    /// <param name="shape">1.5 in ISO 281's range of reliability.</param>
    public static LifeDistribution Distribution(double l10Hours, double shape = 1.5) =>
        LifeDistribution.Weibull(shape, l10Hours / Math.Pow(-Math.Log(0.9), 1 / shape));

    private static void Demand(double value, string name)
    {
        if (!(value > 0) || double.IsInfinity(value))
            throw new ArgumentOutOfRangeException(name, value, "Expected a number above 0.");
    }
}
