namespace OrleansTwin.Twins.Kpis;

/// <summary>
/// Count, mean and standard deviation of a sample. <paramref name="Sigma"/> is s (divisor n − 1) when made by <see cref="Of"/>,
/// and the estimate ŝ of the spread inside subgroups when made by <see cref="WithinSubgroups"/>; 0 where there are too few
/// values.
/// </summary>
public readonly record struct SampleStatistics(int Count, double Mean, double Sigma)
{
    /// <summary>Mean and s over all values (Welford's updating method, stable for values far from zero).</summary>
    public static SampleStatistics Of(ReadOnlySpan<double> values)
    {
        var (mean, squares) = Moments(values);
        return new SampleStatistics(values.Length, mean, values.Length > 1 ? Math.Sqrt(squares / (values.Length - 1)) : 0);
    }

    /// <summary>
    /// Mean over all values and ŝ pooled over consecutive subgroups, the root of the mean variance: drift between subgroups does
    /// not enter. A last subgroup of one value is left out of ŝ.
    /// </summary>
    public static SampleStatistics WithinSubgroups(ReadOnlySpan<double> values, int subgroupSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(subgroupSize, 2);
        var squares = 0.0;
        var freedom = 0;
        for (var start = 0; start < values.Length; start += subgroupSize)
        {
            var group = values.Slice(start, Math.Min(subgroupSize, values.Length - start));
            squares += Moments(group).Squares;
            freedom += group.Length - 1;
        }
        return new SampleStatistics(values.Length, Moments(values).Mean, freedom > 0 ? Math.Sqrt(squares / freedom) : 0);
    }

    private static (double Mean, double Squares) Moments(ReadOnlySpan<double> values)
    {
        var mean = 0.0;
        var squares = 0.0;
        for (var i = 0; i < values.Length; i++)
        {
            var delta = values[i] - mean;
            mean += delta / (i + 1);
            squares += delta * (values[i] - mean);
        }
        return (mean, squares);
    }
}
