using MathNet.Numerics.LinearAlgebra;

namespace OrleansTwin.Twins.Anomaly;

/// <summary>Learns the statistics of a method from stretches of scaled rows that follow one another in time.</summary>
internal static class LatentLearner
{
    /// <summary>As if so much of each signal's variance were noise of its own: fewer rows than numbers to find.</summary>
    private const double Ridge = 1e-3;

    /// <summary>With less variance a component says nothing.</summary>
    private const double VarianceMin = 1e-6;

    public static QuadraticStatistic[] Learn(AnomalyMethod method, double[][][] stretches, int signals, AnomalyOptions options) =>
        method switch
        {
            AnomalyMethod.Pca => Pca(stretches, signals, lags: 1),
            AnomalyMethod.DynamicPca => Pca(stretches, signals, options.Lags),
            AnomalyMethod.Cva => Cva(
                stretches, signals, options.Lags, Math.Max(1, (int)(options.StatesPerSignal * signals))),
            _ => [],
        };

    /// <summary>How many rows the widest window of a method has.</summary>
    public static int Window(AnomalyMethod method, AnomalyOptions options) => method switch
    {
        AnomalyMethod.Levels => 0,
        AnomalyMethod.Pca => 1,
        AnomalyMethod.DynamicPca => options.Lags,
        _ => options.Lags + 1,
    };

    /// <summary>Components with more than the mean variance are the model (Kaiser 1960), the others its residual.</summary>
    private static QuadraticStatistic[] Pca(double[][][] stretches, int signals, int lags)
    {
        var windows = Windows(stretches, signals, lags, after: 0);
        var (values, vectors) = SmallMatrix.Eigen(Covariance(windows, windows));
        var kept = Math.Max(1, values.Count(value => value > values.Average()));
        double[] Row(int place, double scale) => [.. vectors.Column(place).Select(weight => weight * scale)];
        var rest = Enumerable.Range(kept, values.Length - kept).Select(place => Row(place, 1)).ToArray();
        QuadraticStatistic[] statistics =
        [
            new("T2", signals, [.. Enumerable.Range(0, kept).Select(place => Row(place, 1 / Math.Sqrt(values[place])))]),
        ];
        return rest.Length == 0 || values[kept] < VarianceMin
            ? statistics
            : [.. statistics, new QuadraticStatistic("SPE", signals, rest)];
    }

    /// <summary>
    /// States are the combinations of past rows that tell most of the rows to come; Ts² is their length, Tr² that of all other
    /// combinations, Q that of a row less what the states before it foretold.
    /// </summary>
    private static QuadraticStatistic[] Cva(double[][][] stretches, int signals, int lags, int states)
    {
        var past = Windows(stretches, signals, lags, after: lags);
        var future = Futures(stretches, signals, lags);
        var pastRoot = SmallMatrix.InverseRoot(Covariance(past, past, Ridge));
        var link = pastRoot * Covariance(past, future) * SmallMatrix.InverseRoot(Covariance(future, future, Ridge));
        var (_, vectors) = SmallMatrix.Eigen(link.TransposeAndMultiply(link));
        var map = vectors.TransposeThisAndMultiply(pastRoot);
        var kept = map.SubMatrix(0, states, 0, map.ColumnCount);
        var rest = map.SubMatrix(states, map.RowCount - states, 0, map.ColumnCount);
        return
        [
            new("Ts2", signals, kept.ToRowArrays()), new("Tr2", signals, rest.ToRowArrays()),
            new("Q", signals, Innovations(past, future.SubMatrix(0, future.RowCount, 0, signals), kept)),
        ];
    }

    // The newest row less its forecast, each signal in spreads of its own error: weights of the row, then of the past.
    private static double[][] Innovations(Matrix<double> past, Matrix<double> next, Matrix<double> states)
    {
        var known = past.TransposeAndMultiply(states);
        var weights = SmallMatrix.Inverse(known.TransposeThisAndMultiply(known)) * known.TransposeThisAndMultiply(next);
        var errors = next - (known * weights);
        var forecast = weights.TransposeThisAndMultiply(states);
        return [.. Enumerable.Range(0, next.ColumnCount).Select(signal =>
        {
            var error = errors.Column(signal);
            var scale = 1 / Math.Sqrt(Math.Max(VarianceMin, error.DotProduct(error) / errors.RowCount));
            var own = new double[next.ColumnCount];
            own[signal] = scale;
            return (double[])[.. own, .. forecast.Row(signal).Select(weight => -weight * scale)];
        })];
    }

    private static Matrix<double> Covariance(Matrix<double> a, Matrix<double> b, double ridge = 0)
    {
        var sum = a.TransposeThisAndMultiply(b) / a.RowCount;
        for (var i = 0; ridge > 0 && i < sum.RowCount; i++)
            sum[i, i] += ridge;
        return sum;
    }

    // Centred windows of rows, newest first, that have so many rows behind them.
    private static Matrix<double> Windows(double[][][] stretches, int signals, int lags, int after) => Centred(
        stretches.SelectMany(rows => Enumerable.Range(lags - 1, Math.Max(0, rows.Length - lags - after + 1))
            .Select(newest => Enumerable.Range(0, lags).SelectMany(lag => rows[newest - lag]))), signals * lags);

    // For each window that has them, the rows that follow it, the next one first.
    private static Matrix<double> Futures(double[][][] stretches, int signals, int lags) => Centred(
        stretches.SelectMany(rows => Enumerable.Range(lags, Math.Max(0, rows.Length - (2 * lags) + 1))
            .Select(first => Enumerable.Range(0, lags).SelectMany(step => rows[first + step]))), signals * lags);

    private static Matrix<double> Centred(IEnumerable<IEnumerable<double>> rows, int columns)
    {
        var matrix = Matrix<double>.Build.DenseOfRows(rows);
        for (var column = 0; column < columns; column++)
            matrix.SetColumn(column, matrix.Column(column) - (matrix.Column(column).Sum() / matrix.RowCount));
        return matrix;
    }
}
