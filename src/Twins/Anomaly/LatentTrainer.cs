using MathNet.Numerics.LinearAlgebra;

namespace OrleansTwin.Twins.Anomaly;

/// <summary>
/// Learns statistics and finds what is normal for them on rows that they were not learned from: other healthy rows, or blocks of
/// time that were left out by turns. Limits from the learned rows themselves are far too tight.
/// </summary>
internal static class LatentTrainer
{
    /// <summary>Rows for each number of a window, so that covariances mean something.</summary>
    private const int RowsPerNumber = 4;

    /// <summary>As if so much of each signal's variance were its own.</summary>
    private const double Ridge = 1e-2;

    /// <exception cref="ArgumentException">There are too few rows for so many signals.</exception>
    public static LatentModel Train(
        AnomalyMethod method, double[][] rows, double[][]? limits, int signals, AnomalyOptions options,
        Action<double>? progress, CancellationToken cancellation)
    {
        var smoothing = 1 / options.SmoothingRows;
        if (method == AnomalyMethod.Levels)
            return LatentModel.None(smoothing);
        DemandRows(method, rows.Length, signals, options);
        var statistics = LatentLearner.Learn(method, [rows], signals, options);
        progress?.Invoke(0.3);
        var healthy = limits is null
            ? ByBlocks(method, rows, signals, options, progress, cancellation)
            : [Values(statistics, limits, signals)];
        var single = Scales(healthy, statistics.Length);
        var smoothed = Scales([.. healthy.Select(values => Smooth(values, single, smoothing))], statistics.Length);
        return new LatentModel(statistics, single, smoothed, Precision(rows, signals), smoothing);
    }

    private static void DemandRows(AnomalyMethod method, int rows, int signals, AnomalyOptions options)
    {
        var lags = method == AnomalyMethod.Pca ? 1 : options.Lags;
        var needed = RowsPerNumber * signals * lags;
        if (rows >= needed)
            return;
        throw new ArgumentException(
            $"{rows} rows are there to learn what {signals} signals do together over {lags} rows; at least {needed} are needed. "
            + "Learn from more rows, from fewer signals, or watch their levels only (method levels).");
    }

    // Each block of time is judged by what all others taught.
    private static List<double[][]> ByBlocks(
        AnomalyMethod method, double[][] rows, int signals, AnomalyOptions options, Action<double>? progress,
        CancellationToken cancellation)
    {
        var healthy = new List<double[][]>();
        for (var block = 0; block < options.Blocks; block++)
        {
            cancellation.ThrowIfCancellationRequested();
            var (first, end) = (block * rows.Length / options.Blocks, (block + 1) * rows.Length / options.Blocks);
            var others = LatentLearner.Learn(method, [rows[..first], rows[end..]], signals, options);
            healthy.Add(Values(others, rows[first..end], signals));
            progress?.Invoke(0.3 + (0.6 * (block + 1) / options.Blocks));
        }

        return healthy;
    }

    /// <summary>Cube roots of the statistics, a row for each row from the first full window on.</summary>
    private static double[][] Values(QuadraticStatistic[] statistics, double[][] rows, int signals)
    {
        var lags = statistics.Max(statistic => statistic.Lags);
        var window = new double[signals * lags];
        return [.. Enumerable.Range(lags - 1, Math.Max(0, rows.Length - lags + 1)).Select(newest =>
        {
            for (var lag = 0; lag < lags; lag++)
                rows[newest - lag].CopyTo(window, lag * signals);
            return Array.ConvertAll(statistics, statistic => Math.Cbrt(statistic.Value(window)));
        })];
    }

    private static double[][] Smooth(double[][] values, DeviateScale[] scales, double smoothing)
    {
        var state = Array.ConvertAll(scales, scale => scale.Centre);
        return [.. values.Select(row =>
        {
            for (var i = 0; i < state.Length; i++)
                state[i] += smoothing * (row[i] - state[i]);
            return state.ToArray();
        })];
    }

    private static DeviateScale[] Scales(IReadOnlyList<double[][]> healthy, int statistics) =>
        [.. Enumerable.Range(0, statistics).Select(
            place => DeviateScale.From([.. healthy.SelectMany(values => values.Select(row => row[place]))]))];

    private static double[][] Precision(double[][] rows, int signals)
    {
        var matrix = Matrix<double>.Build.DenseOfRowArrays(rows);
        var correlations = matrix.TransposeThisAndMultiply(matrix) / rows.Length;
        for (var i = 0; i < signals; i++)
            correlations[i, i] += Ridge;
        return SmallMatrix.Inverse(correlations).ToRowArrays();
    }
}
