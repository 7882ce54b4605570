namespace OrleansTwin.Twins.Anomaly;

/// <summary>
/// From a value to its normal deviate: against where healthy values lay, by Student's t with as many degrees of freedom as they
/// were worth, for a value that was not among them. The fewer there were, the farther the same value must lie to count.
/// </summary>
/// <param name="Centre">Their mean.</param>
/// <param name="Spread">Their standard deviation.</param>
/// <param name="Rows">How many independent values they were worth, at least <see cref="EffectiveRows.Least"/>.</param>
public readonly record struct DeviateScale(double Centre, double Spread, double Rows)
{
    private const double DegreesMin = 0.5;

    public double Of(double value) =>
        NormalDeviate.OfStudent((value - Centre) / (Spread * Math.Sqrt(1 + (1 / Rows))), Math.Max(DegreesMin, Rows - 1));

    public static DeviateScale From(ReadOnlySpan<double> healthy)
    {
        var (mean, variance) = EffectiveRows.Moments(healthy);
        return new DeviateScale(mean, Math.Sqrt(Math.Max(variance, 1e-12)), EffectiveRows.Of(healthy));
    }
}
