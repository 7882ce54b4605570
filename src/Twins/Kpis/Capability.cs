namespace OrleansTwin.Twins.Kpis;

/// <summary>
/// Capability indices of a characteristic against its specification limits (ISO 22400-2). <paramref name="Potential"/> is Cm or
/// Cp: the width of the tolerance over 6 sigma; it needs both limits. <paramref name="Centred"/> is Cmk or Cpk: the distance of
/// the mean to the nearer limit over 3 sigma. Null where a limit is missing or the sample has no spread.
/// </summary>
public readonly record struct Capability(double? Potential, double? Centred)
{
    /// <summary>Cm and Cmk: from s of one short run of one machine.</summary>
    public static Capability OfMachine(in SampleStatistics sample, double? lowerLimit, double? upperLimit) =>
        Of(sample, lowerLimit, upperLimit);

    /// <summary>Cp and Cpk: from ŝ, the spread inside subgroups taken over a longer time.</summary>
    public static Capability OfProcess(in SampleStatistics withinSubgroups, double? lowerLimit, double? upperLimit) =>
        Of(withinSubgroups, lowerLimit, upperLimit);

    private static Capability Of(in SampleStatistics sample, double? lower, double? upper)
    {
        if (sample.Sigma <= 0 || !double.IsFinite(sample.Sigma))
            return default;
        var toLower = (sample.Mean - lower) / (3 * sample.Sigma);
        var toUpper = (upper - sample.Mean) / (3 * sample.Sigma);
        var centred = toLower is { } low && toUpper is { } high ? Math.Min(low, high) : toLower ?? toUpper;
        return new Capability((upper - lower) / (6 * sample.Sigma), centred);
    }
}
