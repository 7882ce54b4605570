using OrleansTwin.Twins.Causes;

namespace OrleansTwin.Twins.Tests.Causes;

public class ChangePointTests
{
    [Fact]
    public void Levels_are_found_where_they_change_and_told_in_spreads()
    {
        var values = Noise(300, seed: 1);
        for (var i = 100; i < 300; i++)
            values[i] += i < 200 ? 5 : 2;
        var changes = ChangePoints.Find(values);

        Assert.Equal(2, changes.Count);
        Assert.InRange(changes[0].Index, 98, 102);
        Assert.InRange(changes[1].Index, 197, 203);
        Assert.InRange(changes[0].Shift, 4.2, 5.8);
        Assert.InRange(changes[1].Shift, -3.8, -2.3);
        Assert.InRange(changes[0].Spread, 0.85, 1.2);
    }

    [Fact]
    public void Noise_alone_seldom_changes()
    {
        var found = Enumerable.Range(0, 200).Count(seed => ChangePoints.Find(Noise(300, seed)).Count > 0);
        Assert.InRange(found, 0, 10);
    }

    [Fact]
    public void Values_that_are_missing_are_skipped_and_places_stay()
    {
        var values = Noise(200, seed: 2);
        for (var i = 120; i < 200; i++)
            values[i] += 6;
        for (var i = 0; i < 200; i += 3)
            values[i] = double.NaN;
        Assert.InRange(Assert.Single(ChangePoints.Find(values)).Index, 118, 123);
    }

    [Fact]
    public void A_signal_that_is_written_on_change_has_levels_too_and_a_constant_has_none()
    {
        var steps = Enumerable.Range(0, 100).Select(i => i < 60 ? 20.0 : 25.0).ToArray();
        Assert.Equal(60, Assert.Single(ChangePoints.Find(steps)).Index);
        Assert.Empty(ChangePoints.Find(new double[100]));
        Assert.Empty(ChangePoints.Find([1, 2]));
        Assert.Empty(ChangePoints.Find([]));
    }

    [Fact]
    public void The_segmentation_is_the_best_of_all()
    {
        for (var seed = 0; seed < 30; seed++)
        {
            var values = Noise(60, seed);
            for (var i = 15 + (seed % 20); i < 60; i++)
                values[i] += 2;
            var found = ChangePoints.Find(values);
            Assert.Equal(LeastByTryingAll(values), found.Select(change => change.Index));
        }
    }

    // Every segmentation, by the same cost and penalty, without leaving anything out.
    private static int[] LeastByTryingAll(double[] values)
    {
        double Median(int step) => Enumerable.Range(0, values.Length - step)
            .Select(i => Math.Abs(values[i + step] - values[i])).Order().ElementAt((values.Length - step) / 2);
        var spread = new[] { 1, 2, 4 }.Max(Median) / 0.6745 / Math.Sqrt(2);
        var penalty = 3 * spread * spread * Math.Log(values.Length);
        double Cost(int start, int end)
        {
            var part = values[start..end];
            return part.Sum(value => Math.Pow(value - part.Average(), 2));
        }

        var best = new (double Cost, int[] Starts)[values.Length + 1];
        best[0] = (-penalty, []);
        for (var end = 1; end <= values.Length; end++)
        {
            best[end] = (double.PositiveInfinity, []);
            for (var start = 0; start <= end - 5; start++)
            {
                var total = best[start].Cost + Cost(start, end) + penalty;
                if (total < best[end].Cost)
                    best[end] = (total, [.. best[start].Starts, start]);
            }
        }

        return best[^1].Starts[1..];
    }

    private static double[] Noise(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
            Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))];
    }
}
