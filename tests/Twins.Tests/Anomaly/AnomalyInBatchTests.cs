using MathNet.Numerics.LinearAlgebra;
using OrleansTwin.Twins.Anomaly;

namespace OrleansTwin.Twins.Tests.Anomaly;

/// <summary>Scores of live rows against the textbook's formulas over whole tables, written anew.</summary>
public class AnomalyInBatchTests
{
    private static readonly SignalTable Healthy = Pump.Of(1000, seed: 1);
    private static readonly SignalTable Others = Pump.Of(400, seed: 21, Pump.From(300, Pump.Flow, value => value - 3));
    private static readonly int[] Moving = [Pump.Speed, Pump.Flow, Pump.Current, Pump.Temperature, Pump.Vibration];

    [Fact]
    public void Levels_of_live_rows_are_those_of_the_whole_table()
    {
        var model = Pump.Model();
        var streamed = Pump.Scores(model, Others);
        var expected = new double[Others.Rows.Count];
        foreach (var signal in Moving)
        {
            var series = Scaled(signal, Others);
            var scale = LevelScale(signal, model);
            var (level, baseline) = (0.0, 0.0);
            for (var row = 0; row < series.Length; row++)
            {
                level = ((1 - (1 / 15.0)) * level) + ((series[row] - baseline) / 15);
                var deviate = Math.Abs(scale.Of(level));
                baseline = deviate < model.Limit ? ((1 - 0.003) * baseline) + (0.003 * series[row]) : baseline;
                expected[row] = Math.Max(expected[row], deviate);
            }
        }

        for (var row = 0; row < expected.Length; row++)
            Assert.Equal(expected[row], streamed[row].Score, 9);
    }

    [Fact]
    public void T2_and_SPE_are_the_lengths_within_and_beside_the_principal_components()
    {
        var model = Pump.Model(AnomalyMethod.Pca);
        var (rows, others) = (MatrixOf(Healthy), MatrixOf(Others));
        var evd = (rows.TransposeThisAndMultiply(rows) / rows.RowCount).Evd(Symmetricity.Symmetric);
        var kept = Enumerable.Range(0, Moving.Length).Where(i => evd.EigenValues[i].Real > 1).ToArray();
        foreach (var row in new[] { 0, 50, 350 })
        {
            var x = others.Row(row);
            var scores = evd.EigenVectors.TransposeThisAndMultiply(x);
            var t2 = kept.Sum(i => scores[i] * scores[i] / evd.EigenValues[i].Real);
            var inside = kept.Aggregate(x * 0, (sum, i) => sum + (scores[i] * evd.EigenVectors.Column(i)));
            Assert.Equal(t2, model.Statistics[0].Value(x.ToArray()), 8);
            Assert.Equal((x - inside).DotProduct(x - inside), model.Statistics[1].Value(x.ToArray()), 8);
        }
    }

    [Fact]
    public void Past_combinations_are_white_and_the_first_states_foretell_most()
    {
        var model = Pump.Model(AnomalyMethod.Cva);
        var rows = MatrixOf(Healthy);
        var windows = Matrix<double>.Build.Dense(rows.RowCount - 1, 2 * Moving.Length, (i, j) =>
            rows[i + 1 - (j / Moving.Length), j % Moving.Length]);
        var map = Matrix<double>.Build.DenseOfRowArrays(
            model.Statistics[0].Map.Concat(model.Statistics[1].Map));
        var mapped = windows * map.Transpose();
        var covariance = mapped.TransposeThisAndMultiply(mapped) / mapped.RowCount;
        for (var i = 0; i < map.RowCount; i++)
        {
            Assert.InRange(covariance[i, i], 0.3, 1.05);
            Assert.All(Enumerable.Range(0, i), j => Assert.InRange(covariance[i, j], -0.1, 0.1));
        }

        double ForetoldBy(int state) => Math.Abs(Correlation(
            mapped.Column(state).Take(windows.RowCount - 1).ToArray(), rows.Column(Pump.Speed).Skip(2).ToArray()));
        Assert.True(Enumerable.Range(0, 2).Max(ForetoldBy) > 0.6);
        Assert.True(Enumerable.Range(5, 5).Max(ForetoldBy) < 0.2);
    }

    [Fact]
    public void A_contribution_is_what_the_statistic_loses_when_the_signal_is_moved_to_where_it_is_least()
    {
        var model = Pump.Model(AnomalyMethod.Cva);
        var statistic = model.Statistics[1];
        var window = new double[Moving.Length * statistic.Lags];
        for (var i = 0; i < window.Length; i++)
            window[i] = Math.Sin(i);
        var (contributions, gradient) = (new double[Moving.Length], new double[window.Length]);
        statistic.Explain(window, gradient, contributions);
        for (var signal = 0; signal < Moving.Length; signal++)
        {
            var least = LeastOver(statistic, window, signal, signal + Moving.Length);
            Assert.Equal(statistic.Value(window) - least, contributions[signal], 6);
        }
    }

    [Theory]
    [InlineData(2.228, 10, 1.96)]
    [InlineData(4.303, 2, 1.96)]
    [InlineData(3.169, 10, 2.576)]
    [InlineData(1.98, 120, 1.96)]
    public void A_student_t_becomes_the_normal_number_that_is_as_rare(double t, double degrees, double normal)
    {
        Assert.Equal(normal, NormalDeviate.OfStudent(t, degrees), 0.03);
        Assert.Equal(-normal, NormalDeviate.OfStudent(-t, degrees), 0.03);
    }

    [Fact]
    public void A_limit_for_many_is_farther_out()
    {
        Assert.Equal(2.576, NormalDeviate.Limit(0.01, 1), 3);
        Assert.Equal(3.226, NormalDeviate.Limit(0.01, 8), 3);
    }

    [Fact]
    public void Independent_rows_count_fully_and_a_random_walk_for_next_to_nothing()
    {
        var table = Pump.Of(4000, seed: 30);
        Assert.InRange(EffectiveRows.Of([.. table.Rows.Select(row => row[Pump.Vibration])]), 1500, 4000);
        Assert.InRange(EffectiveRows.Of([.. table.Rows.Select(row => row[Pump.Speed])]), 200, 700);
        Assert.InRange(EffectiveRows.Of([.. table.Rows.Select(row => row[Pump.Temperature])]), 1.5, 12);
        Assert.Equal(50, EffectiveRows.Of(new double[50]));
    }

    // Least over the two values of a signal, from the statistic's values at six points: it is quadratic.
    private static double LeastOver(QuadraticStatistic statistic, double[] window, int newer, int older)
    {
        double At(double a, double b)
        {
            var moved = window.ToArray();
            (moved[newer], moved[older]) = (a, b);
            return statistic.Value(moved);
        }

        var (c, aa, bb) = (At(0, 0), (At(1, 0) + At(-1, 0)) / 2, (At(0, 1) + At(0, -1)) / 2);
        var (a, b) = ((At(1, 0) - At(-1, 0)) / 2, (At(0, 1) - At(0, -1)) / 2);
        var (p, q, r) = (2 * (aa - c), 2 * (bb - c), At(1, 1) - c - a - b - (aa - c) - (bb - c));
        var determinant = (p * q) - (r * r);
        return At(((r * b) - (q * a)) / determinant, ((r * a) - (p * b)) / determinant);
    }

    private static double[] Scaled(int signal, SignalTable table)
    {
        var healthy = Healthy.Rows.Select(row => row[signal]).ToArray();
        var (mean, spread) = (healthy.Average(), Math.Sqrt(healthy.Average(value => Math.Pow(value - healthy.Average(), 2))));
        return [.. table.Rows.Select(row => Math.Clamp((row[signal] - mean) / spread, -6, 6))];
    }

    private static DeviateScale LevelScale(int signal, AnomalyModel model)
    {
        var series = Scaled(signal, Healthy);
        var (level, baseline, levels) = (0.0, series.Take(20).Average(), new List<double>());
        foreach (var value in series)
        {
            level = ((1 - (1 / 15.0)) * level) + ((value - baseline) / 15);
            baseline = ((1 - 0.003) * baseline) + (0.003 * value);
            levels.Add(level);
        }

        var spread = Math.Max(0.5 * Math.Sqrt(1 / 29.0), Math.Sqrt(levels.Skip(20).Average(value => value * value)));
        Assert.Equal(Pump.Signals[signal], model.Watched.NameOf(Array.IndexOf(Moving, signal)));
        return new DeviateScale(0, Math.Sqrt((spread * spread) + 0.04), EffectiveRows.Of(series));
    }

    private static Matrix<double> MatrixOf(SignalTable table) => Matrix<double>.Build.DenseOfColumnArrays(
        Moving.Select(signal => Scaled(signal, table)));

    private static double Correlation(double[] a, double[] b)
    {
        var (meanA, meanB) = (a.Average(), b.Average());
        double Sum(Func<int, double> of) => Enumerable.Range(0, a.Length).Sum(of);
        return Sum(i => (a[i] - meanA) * (b[i] - meanB))
            / Math.Sqrt(Sum(i => Math.Pow(a[i] - meanA, 2)) * Sum(i => Math.Pow(b[i] - meanB, 2)));
    }
}
