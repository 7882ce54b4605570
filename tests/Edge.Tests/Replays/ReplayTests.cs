using OrleansTwin.Edge.Replays;
using OrleansTwin.Edge.Tests.Support;
using OrleansTwin.Store.Sqlite;

namespace OrleansTwin.Edge.Tests.Replays;

/// <summary>What twins were at past moments is kept aside while they live, and compared with their replays.</summary>
public class ReplayTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Any_twin_can_be_replayed_to_any_past_moment_to_the_last_byte(int seed)
    {
        await using var life = await RecordedLife.PlayAsync(seed);
        await using var past = SqlitePast.Open(life.Directory);
        Assert.InRange(past.Milestones.Count, 4, 40);
        Assert.InRange(life.Moments.Count, 8, 100);

        foreach (var moment in life.Moments)
            AssertSame(moment, await RecordedLife.StatesAsync(past, new ReplayMoment(null, moment.Sequence)), seed);
        foreach (var moment in life.Moments.Where(moment => moment.IsLastOfItsTime))
        {
            var bySequence = await ReplaySpan.FindAsync(past, new ReplayMoment(null, moment.Sequence), long.MaxValue, default);
            var byTime = await ReplaySpan.FindAsync(past, new ReplayMoment(moment.AtTicks, null), long.MaxValue, default);
            Assert.Equal(bySequence with { AtTicks = moment.AtTicks }, byTime);
        }
    }

    [Fact]
    public async Task A_replay_beside_a_running_host_disturbs_nothing()
    {
        await using var bench = await EdgeBench.OpenAsync(SmallPlant.Create());
        var inputs = Script.Write(SmallPlant.Create(), 8, 0.5, 5);
        foreach (var input in inputs[..(inputs.Count / 2)])
            await bench.ApplyAsync(input);
        await bench.CheckpointAsync();
        var moment = await KeptMoment.TakeAsync(bench, 0);
        await using (var past = SqlitePast.Open(bench.Directory))
        {
            foreach (var input in inputs[(inputs.Count / 2)..])
                await bench.ApplyAsync(input);
            await bench.CheckpointAsync();
            AssertSame(moment, await RecordedLife.StatesAsync(past, new ReplayMoment(null, moment.Sequence)), 5);
        }

        await using var later = SqlitePast.Open(bench.Directory);
        AssertSame(moment, await RecordedLife.StatesAsync(later, new ReplayMoment(null, moment.Sequence)), 5);
    }

    private static void AssertSame(KeptMoment moment, Dictionary<string, string> found, int seed)
    {
        var differing = moment.States.Keys.Where(id => found.GetValueOrDefault(id) != moment.States[id]).ToList();
        Assert.True(
            moment.States.Count == found.Count && differing.Count == 0,
            $"Seed {seed}, batch {moment.Sequence}: {found.Count} twins, of which differ from {moment.States.Count} live ones: "
            + string.Join(", ", differing.Take(10)));
    }
}
