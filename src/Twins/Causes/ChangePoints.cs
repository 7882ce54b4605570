namespace OrleansTwin.Twins.Causes;

/// <summary>Where the level of a series changed.</summary>
/// <param name="Index">The first value of the new level.</param>
/// <param name="Before">The mean of the level before.</param>
/// <param name="After">The mean of the new one.</param>
/// <param name="Spread">The standard deviation of values about their level.</param>
public readonly record struct ChangePoint(int Index, double Before, double After, double Spread)
{
    /// <summary>How far the level moved, in spreads of single values.</summary>
    public double Shift => (After - Before) / Spread;
}

/// <summary>
/// Finds the levels of a series exactly: the segmentation with the least sum of squares about its means and a penalty for each
/// change (PELT: Killick, Fearnhead and Eckley 2012; penalty 3 σ² ln n after Zhang and Siegmund 2007).
/// </summary>
public static class ChangePoints
{
    /// <summary>Longer series are refused.</summary>
    public const int ValuesMax = 20_000;

    private const int SegmentMin = 5;
    private const double PenaltyFactor = 3;

    /// <summary>From the median absolute difference of two normal numbers to their standard deviation.</summary>
    private const double NormalMad = 0.6745 * 1.4142135623730951;

    /// <param name="values">In order of time; what is not finite is skipped.</param>
    public static IReadOnlyList<ChangePoint> Find(ReadOnlySpan<double> values)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(values.Length, ValuesMax);
        var (series, places) = Finite(values);
        if (series.Length < 2 * SegmentMin)
            return [];
        var spread = Spread(series);
        return spread > 0 ? Changes(series, places, spread) : [];
    }

    private static List<ChangePoint> Changes(double[] series, int[] places, double spread)
    {
        var sums = new Sums(series);
        var starts = Starts(sums, PenaltyFactor * spread * spread * Math.Log(series.Length));
        var changes = new List<ChangePoint>();
        for (var i = 1; i < starts.Count; i++)
        {
            var end = i + 1 < starts.Count ? starts[i + 1] : series.Length;
            changes.Add(new ChangePoint(
                places[starts[i]], sums.Mean(starts[i - 1], starts[i]), sums.Mean(starts[i], end), spread));
        }

        return changes;
    }

    // The least cost up to each end, over starts of its last segment that may still be the best.
    private static List<int> Starts(Sums sums, double penalty)
    {
        var count = sums.Count;
        var (cost, from) = (new double[count + 1], new int[count + 1]);
        Array.Fill(cost, double.PositiveInfinity);
        cost[0] = -penalty;
        var candidates = new List<int> { 0 };
        for (var end = SegmentMin; end <= count; end++)
        {
            foreach (var start in candidates)
            {
                var total = cost[start] + sums.Cost(start, end) + penalty;
                if (total < cost[end])
                    (cost[end], from[end]) = (total, start);
            }

            // From the next end on a segment may begin here; starts that cost more up to here can't be better later.
            var next = end + 1 - SegmentMin;
            if (next < SegmentMin)
                continue;
            candidates.RemoveAll(start => next - start >= SegmentMin && cost[start] + sums.Cost(start, next) > cost[next]);
            candidates.Add(next);
        }

        var starts = new List<int>();
        for (var end = count; end > 0; end = from[end])
            starts.Insert(0, from[end]);
        return starts;
    }

    // From differences, which a few changes of level do not touch; over more than one step, since neighbours may be alike.
    private static double Spread(double[] series)
    {
        var largest = 0.0;
        foreach (var step in new[] { 1, 2, 4 })
        {
            var differences = new double[series.Length - step];
            for (var i = 0; i < differences.Length; i++)
                differences[i] = Math.Abs(series[i + step] - series[i]);
            Array.Sort(differences);
            largest = Math.Max(largest, differences[differences.Length / 2] / NormalMad);
        }

        return largest > 0 ? largest : RarelyMoving(series);
    }

    // More than half of the values equal their neighbours: a signal that is written on change.
    private static double RarelyMoving(double[] series)
    {
        var (sum, count) = (0.0, 0);
        for (var i = 1; i < series.Length; i++)
        {
            var difference = Math.Abs(series[i] - series[i - 1]);
            (sum, count) = difference > 0 ? (sum + difference, count + 1) : (sum, count);
        }

        return count == 0 ? 0 : sum / count / 2;
    }

    private static (double[] Series, int[] Places) Finite(ReadOnlySpan<double> values)
    {
        var (series, places) = (new List<double>(values.Length), new List<int>(values.Length));
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]))
                continue;
            series.Add(values[i]);
            places.Add(i);
        }

        return ([.. series], [.. places]);
    }

    private sealed class Sums
    {
        private readonly double[] _values;
        private readonly double[] _squares;

        public Sums(double[] series)
        {
            (_values, _squares) = (new double[series.Length + 1], new double[series.Length + 1]);
            var centre = series[0];
            for (var i = 0; i < series.Length; i++)
            {
                var value = series[i] - centre;
                (_values[i + 1], _squares[i + 1]) = (_values[i] + value, _squares[i] + (value * value));
            }

            (Centre, Count) = (centre, series.Length);
        }

        public int Count { get; }

        private double Centre { get; }

        public double Mean(int start, int end) => Centre + ((_values[end] - _values[start]) / (end - start));

        /// <summary>The sum of squares about the mean.</summary>
        public double Cost(int start, int end)
        {
            var sum = _values[end] - _values[start];
            return _squares[end] - _squares[start] - (sum * sum / (end - start));
        }
    }
}
