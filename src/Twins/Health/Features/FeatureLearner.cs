using OrleansTwin.Twins.Learning;

namespace OrleansTwin.Twins.Health.Features;

/// <summary>Learns a <see cref="FeaturePlan"/> from assets whose last cycle was the last before failure.</summary>
public static class FeatureLearner
{
    /// <summary>How far the smoothing looks back that indexes are learned from.</summary>
    private const double SmoothSpan = 10;

    /// <summary>Rows of one asset are much alike: every third will do for the index of wear.</summary>
    private const int RowStep = 3;
    private const double Shrinkage = 1e-3;

    public static FeaturePlan Learn(RowLayout layout, IReadOnlyCollection<AssetHistory> histories, FeatureOptions options)
    {
        var scaling = SignalScaling.Learn(layout, histories);
        if (scaling.Signals == 0)
        {
            throw new ArgumentException(
                "No sensor changes with wear: all are constant or noise. Check the columns that were named.");
        }

        var (wear, nearness) = (new RidgeRegression(2 * scaling.Signals), new RidgeRegression(scaling.Signals));
        var range = (Lows: Filled(scaling.Signals, double.MaxValue), Highs: Filled(scaling.Signals, double.MinValue));
        foreach (var history in histories)
        {
            var left = history.Rows.Count;
            foreach (var inputs in Smoothed(history, scaling, options))
            {
                left--;
                Widen(range.Lows, range.Highs, inputs);
                if ((history.Rows.Count - 1 - left) % RowStep == 0)
                    wear.Add(inputs, Math.Min(options.LifeCap, left));
                if (left < options.NearCycles)
                    nearness.Add(inputs.AsSpan(0, scaling.Signals), left);
            }
        }

        return new FeaturePlan(
            scaling, options, wear.Solve(Shrinkage), nearness.Solve(Shrinkage),
            new SignalRange(range.Lows, range.Highs, RepeatsMax(scaling, histories)));
    }

    private static int[] RepeatsMax(SignalScaling scaling, IReadOnlyCollection<AssetHistory> histories) =>
        [.. scaling.Columns.ToArray().Select(column => Repetition.LimitOf(
            histories.Max(history => Repetition.Longest(history.Rows.Select(row => (double)row[column])))))];

    // The same array each time: smoothed signals, then baselines.
    private static IEnumerable<double[]> Smoothed(AssetHistory history, SignalScaling scaling, FeatureOptions options)
    {
        var stream = new SignalStream(scaling, options.BaselineCycles, []);
        var trends = new LocalTrend[scaling.Signals];
        var inputs = new double[2 * scaling.Signals];
        foreach (var row in history.Rows)
        {
            stream.Push(row);
            for (var signal = 0; signal < scaling.Signals; signal++)
            {
                trends[signal].Push(stream.Signals[signal], SmoothSpan, stream.Weight(signal));
                inputs[signal] = double.IsNaN(trends[signal].Mean) ? 0 : trends[signal].Mean;
                inputs[scaling.Signals + signal] = stream.Baseline(signal);
            }

            yield return inputs;
        }
    }

    private static void Widen(double[] lows, double[] highs, double[] values)
    {
        for (var i = 0; i < lows.Length; i++)
            (lows[i], highs[i]) = (Math.Min(lows[i], values[i]), Math.Max(highs[i], values[i]));
    }

    private static double[] Filled(int count, double value)
    {
        var filled = new double[count];
        Array.Fill(filled, value);
        return filled;
    }
}
