namespace OrleansTwin.Twins.Anomaly;

/// <summary>
/// How many independent values a series in time is worth: rows that follow one another are alike, and a signal that wanders
/// is worth a handful however often it is read. By batch means (Fishman 1978): means of batches that were independent would vary
/// as a single value does, over the batch's size; the size at which they vary most against that counts.
/// </summary>
public static class EffectiveRows
{
    /// <summary>Less can't be told from three batches.</summary>
    public const double Least = 1.5;

    private static readonly int[] Batches = [80, 40, 20, 10, 5, 3];

    public static double Of(ReadOnlySpan<double> series)
    {
        var (_, variance) = Moments(series);
        if (variance <= 0)
            return series.Length;
        var inflation = 1.0;
        foreach (var count in Batches)
        {
            var size = Math.Max(1, series.Length / count);
            inflation = Math.Max(inflation, VarianceOfMeans(series, size) * size / variance);
        }

        return Math.Max(Least, series.Length / inflation);
    }

    /// <summary>Mean and variance (of the whole, not of a sample).</summary>
    internal static (double Mean, double Variance) Moments(ReadOnlySpan<double> values)
    {
        var (mean, squares) = (0.0, 0.0);
        foreach (var value in values)
            mean += value / values.Length;
        foreach (var value in values)
            squares += (value - mean) * (value - mean);
        return (mean, squares / values.Length);
    }

    private static double VarianceOfMeans(ReadOnlySpan<double> series, int size)
    {
        var means = new double[series.Length / size];
        if (means.Length < 2)
            return 0;
        for (var i = 0; i < means.Length; i++)
            means[i] = Moments(series.Slice(i * size, size)).Mean;
        return Moments(means).Variance * means.Length / (means.Length - 1);
    }
}
