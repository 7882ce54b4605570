using OrleansTwin.Twins.Health.Features;

namespace OrleansTwin.Twins.Tests.Health;

public class LocalTrendTests
{
    [Fact]
    public void Mean_level_and_slope_are_those_of_a_weighted_line_through_the_whole_past()
    {
        var random = new Random(3);
        var values = Enumerable.Range(0, 60).Select(i => i % 9 == 4 ? double.NaN : (0.3 * i) + random.NextDouble()).ToArray();
        var weights = values.Select(_ => 0.5 + random.NextDouble()).ToArray();
        var trend = default(LocalTrend);
        for (var i = 0; i < values.Length; i++)
        {
            trend.Push(values[i], 12, weights[i]);
            var (mean, level, slope) = FeaturesInBatch.Line(values[..(i + 1)], weights, 12);
            Assert.Equal(mean, trend.Mean, 9);
            Assert.Equal(level, trend.Level, 9);
            Assert.Equal(slope, trend.Slope, 9);
        }
    }

    [Fact]
    public void A_straight_line_is_found_but_for_the_pull_to_flat()
    {
        var trend = default(LocalTrend);
        for (var i = 0; i < 500; i++)
            trend.Push(7 - (0.25 * i), 60);

        Assert.Equal(-0.25, trend.Slope, 3);
        Assert.Equal(7 - (0.25 * 499), trend.Level, 0.01);
    }

    [Fact]
    public void Before_the_first_value_there_is_no_trend()
    {
        var trend = default(LocalTrend);
        trend.Push(double.NaN, 5);

        Assert.True(double.IsNaN(trend.Mean) && double.IsNaN(trend.Level) && double.IsNaN(trend.Slope));
    }
}
