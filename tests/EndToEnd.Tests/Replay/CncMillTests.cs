using OrleansTwin.Edge.Commands;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Kpis;

namespace OrleansTwin.EndToEnd.Tests.Replay;

/// <summary>The recorded CNC mill against direct counts and integrals of its files.</summary>
public sealed class CncMillTests(ReplayedFromFile replayed) : IClassFixture<ReplayedFromFile>
{
    private static readonly string[] PowerColumns = ["X1_OutputPower", "Y1_OutputPower", "S1_OutputPower"];

    [Fact]
    public void Energy_is_the_trapezoid_of_the_three_powers()
    {
        foreach (var (run, table) in Runs())
        {
            var expectedKwh = PowerColumns.Sum(table.IntegralKwh);
            Assert.True(
                Math.Abs(run.EnergyKwh - expectedKwh) <= 1e-9 * Math.Abs(expectedKwh),
                $"{run.Name}: {run.EnergyKwh}, expected {expectedKwh}");
        }
    }

    [Fact]
    public void Time_in_each_process_step_is_a_tenth_of_a_second_per_row()
    {
        foreach (var (run, table) in Runs())
        {
            var seconds = run.StateTicks.ToDictionary(state => state.Key, state => state.Value / 1e7);
            Assert.Equal(Sorted(table.StepSeconds()), Sorted(seconds));
        }
    }

    [Fact]
    public void Parts_and_their_quality_are_those_of_the_table()
    {
        var truths = CncMillTable.Read(Path.Combine(Replayed.CncMill, "train.csv"));
        var finished = truths.Column("machining_finalized").Select(text => text == "yes" ? 1L : 0).ToList();
        var good = truths.Column("passed_visual_inspection").Select(text => text == "yes" ? 1L : 0).ToList();

        Assert.Equal(finished, replayed.Report.Runs.Select(run => run.Parts));
        Assert.Equal(good, replayed.Report.Runs.Select(run => run.GoodParts));
        Assert.Equal(finished.Sum() - good.Sum(), replayed.Report.Runs.Sum(run => run.ScrapParts));
    }

    [Fact]
    public void Every_cell_is_folded_and_all_time_is_accounted_for()
    {
        foreach (var (run, table) in Runs())
        {
            Assert.Equal(0, run.SamplesMissing);
            Assert.Equal(table.Cells, run.Samples);
            Assert.Equal(table.Rows * TimeSpan.TicksPerSecond / 10, run.DurationTicks);
            Assert.Equal(run.DurationTicks, run.Sum[Element.PlannedBusyTime]);
            Assert.Equal(run.DurationTicks, run.Sum[Element.OrderExecutionTime]);
            Assert.Equal(0, run.Sum[Element.UnmeasuredTime]);
            Assert.Null(ElementInvariants.Check(run.Sum));
        }
    }

    [Fact]
    public void Oee_is_the_ideal_time_of_good_parts_by_the_recorded_time()
    {
        foreach (var run in replayed.Report.Runs.Where(run => run.GoodParts > 0))
            Assert.Equal(run.Sum[Element.IdealTimeOfGood] / (double)run.DurationTicks, Assert.NotNull(run.Oee), 12);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Shuffled_batches_and_samples_give_the_same_elements(int seed)
    {
        var shuffled = await Replayed.RunAsync(new ReplaySettings(Replayed.CncMill) { ShuffleSeed = seed });

        Replayed.AssertSame(replayed.Report, shuffled);
    }

    [Fact]
    public async Task Through_a_broker_the_elements_are_the_same()
    {
        await using var broker = await MosquittoBroker.StartAsync();

        Replayed.AssertSame(replayed.Report, await Replayed.RunAsync(new ReplaySettings(Replayed.CncMill) { Mqtt = broker.Url }));
    }

    [Fact]
    public async Task Through_a_broker_in_shuffled_order_the_elements_are_the_same()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        var settings = new ReplaySettings(Replayed.CncMill) { Mqtt = broker.Url, ShuffleSeed = 3 };

        Replayed.AssertSame(replayed.Report, await Replayed.RunAsync(settings));
    }

    private IEnumerable<(RunReport Run, CncMillTable Table)> Runs() => replayed.Report.Runs.Select(
        run => (run, CncMillTable.Read(Path.Combine(Replayed.CncMill, $"{run.Name}.csv.gz"))));

    private static IEnumerable<KeyValuePair<string, double>> Sorted(Dictionary<string, double> states) =>
        states.OrderBy(state => state.Key, StringComparer.Ordinal);
}
