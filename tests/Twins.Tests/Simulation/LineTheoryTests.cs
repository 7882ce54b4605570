using OrleansTwin.Twins.Simulation;

namespace OrleansTwin.Twins.Tests.Simulation;

/// <summary>
/// The discrete-event model against lines whose throughput is known (pieces per cycle time; stations' own places not
/// counted).
/// </summary>
public class LineTheoryTests
{
    private const double CycleSeconds = 10;
    private const double CyclesPerHour = 3600 / CycleSeconds;

    private static readonly LineStation Exponential = new(CycleSeconds);

    [Theory]
    [InlineData(1, 1.0000)]
    [InlineData(2, 0.6667)]
    [InlineData(3, 0.5641)]
    [InlineData(4, 0.5148)]
    [InlineData(5, 0.4858)]
    [InlineData(6, 0.4667)]
    public void Exponential_stations_without_buffers_reach_the_throughput_of_Hillier_and_Boling(int stations, double expected) =>
        AssertThroughput(LineModel.Balanced(stations, 0, Exponential), expected, 0.01);

    [Theory]
    [InlineData(1, 0.7500)]
    [InlineData(2, 0.8000)]
    [InlineData(3, 0.8333)]
    [InlineData(4, 0.8571)]
    public void Two_exponential_stations_with_a_buffer_reach_the_closed_form(int capacity, double expected) =>
        AssertThroughput(LineModel.Balanced(2, capacity, Exponential), expected, 0.01);

    [Theory]
    [InlineData(3, 1, 0.6705)]
    [InlineData(3, 2, 0.7340)]
    [InlineData(4, 1, 0.6312)]
    [InlineData(4, 2, 0.7007)]
    [InlineData(5, 1, 0.6076)]
    public void Balanced_exponential_lines_with_buffers_reach_the_known_throughput(int stations, int capacity, double expected) =>
        AssertThroughput(LineModel.Balanced(stations, capacity, Exponential), expected, 0.01);

    [Theory]
    [InlineData(1, 0.9091)]
    [InlineData(2, 0.8333)]
    [InlineData(10, 0.5000)]
    [InlineData(20, 0.3333)]
    public void Unreliable_stations_without_buffers_reach_Buzacotts_efficiency(int stations, double expected)
    {
        // p/r = 0.1, with stops so much longer than a cycle that the stations stand still together.
        var station = new LineStation(CycleSeconds, 0, FailureEveryMinutes: 200, RepairMinutes: 20);
        AssertThroughput(LineModel.Balanced(stations, 0, station), expected, 0.02, hours: 2_000);
    }

    [Theory]
    [InlineData(4, 0.84094)]
    [InlineData(10, 0.85617)]
    [InlineData(20, 0.87054)]
    public void Two_unreliable_machines_with_a_buffer_come_close_to_Gershwins_model(int places, double expected)
    {
        // r = 0.1 and p = 0.01 a cycle. His places count the second machine's own; his failures come at cycle ends, ours at
        // any moment, which makes a few thousandths.
        var station = new LineStation(CycleSeconds, 0, FailureEveryMinutes: 1000 / 60.0, RepairMinutes: 100 / 60.0);
        AssertThroughput(LineModel.Balanced(2, places - 1, station), expected, 0.006, hours: 2_000);
    }

    [Fact]
    public void The_buffer_between_equal_unreliable_machines_is_half_full_in_the_mean()
    {
        var station = new LineStation(CycleSeconds, 0, FailureEveryMinutes: 1000 / 60.0, RepairMinutes: 100 / 60.0);
        var result = LineModel.Balanced(2, 20, station).Run(seed: 7, TimeSpan.FromHours(3_000), TimeSpan.Zero);
        Assert.Equal(10, result.MeanLevels[0], 0.5);
    }

    [Fact]
    public void A_line_and_its_mirror_have_the_same_throughput()
    {
        var stations = new[] { new LineStation(10), new LineStation(60.0 / 7), new LineStation(60.0 / 7) };
        var line = Throughput(new LineModel(stations, [11, 7]), 1_500);
        var mirror = Throughput(new LineModel([.. stations.Reverse()], [7, 11]), 1_500);
        Assert.InRange(line / mirror, 0.99, 1.01);
    }

    [Fact]
    public void More_buffer_never_lowers_throughput()
    {
        var station = new LineStation(CycleSeconds, 0.5, FailureEveryMinutes: 100 / 6.0, RepairMinutes: 10 / 6.0);
        var before = 0.0;
        foreach (var capacity in new[] { 0, 2, 8, 32, 128 })
        {
            var throughput = Throughput(LineModel.Balanced(3, capacity, station), 1_000);
            Assert.True(throughput > before, $"capacity {capacity} gave {throughput}, the smaller one {before}");
            before = throughput;
        }
    }

    private static void AssertThroughput(LineModel line, double expected, double tolerance, double hours = 1_200)
    {
        var throughput = Throughput(line, hours);
        Assert.True(
            Math.Abs((throughput / expected) - 1) <= tolerance, $"seed 7: throughput {throughput:F4}, expected {expected}");
    }

    private static double Throughput(LineModel line, double hours) =>
        line.Run(seed: 7, TimeSpan.FromHours(hours), warmUp: TimeSpan.FromHours(20)).PiecesPerHour / CyclesPerHour;
}
