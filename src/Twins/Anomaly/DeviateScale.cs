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

    private double Degrees => Math.Max(DegreesMin, Rows - 1);

    public double Of(double value) =>
        NormalDeviate.OfStudent((value - Centre) / (Spread * Math.Sqrt(1 + (1 / Rows))), Degrees);

    /// <summary>The same, wider: what had a deviate has it that much farther out.</summary>
    public DeviateScale Beyond(double farther, double deviate)
    {
        var reach = NormalDeviate.ToStudent(deviate, Degrees) * Math.Sqrt(1 + (1 / Rows));
        return this with { Spread = Spread + (farther / reach) };
    }

    public static DeviateScale From(ReadOnlySpan<double> healthy)
    {
        var (mean, variance) = EffectiveRows.Moments(healthy);
        return new DeviateScale(mean, Math.Sqrt(Math.Max(variance, 1e-12)), EffectiveRows.Of(healthy));
    }
}
