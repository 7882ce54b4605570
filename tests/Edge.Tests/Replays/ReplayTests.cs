using OrleansTwin.Edge.Replays;
using OrleansTwin.Runtime.Tests.Support;
using OrleansTwin.Store;
using OrleansTwin.Store.Archive;
using OrleansTwin.Store.Tests.Databases;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Edge.Tests.Replays;

/// <summary>What twins were at past moments is kept aside while they live, and compared with their replays.</summary>
public abstract class ReplayTests(StoreKind kind)
{
    private protected async Task AnyMomentAsync(int seed)
    {
        await using var life = await RecordedLife.PlayAsync(kind, seed);
        await using var past = await life.Database.OpenPastAsync();
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
        await using var database = TestDatabase.New(kind);
        await using var bench = await EngineBench.OverAsync(SmallPlant.Create(), await database.OpenAsync(StoreOptions.Default));
        var inputs = Script.Write(SmallPlant.Create(), 8, 0.25, 5);
        foreach (var input in inputs[..(inputs.Count / 2)])
            await bench.ApplyAsync(input);
        await bench.CheckpointAsync();
        var moment = await KeptMoment.TakeAsync(bench, 0);
        await using (var past = await database.OpenPastAsync())
        {
            foreach (var input in inputs[(inputs.Count / 2)..])
                await bench.ApplyAsync(input);
            await bench.CheckpointAsync();
            AssertSame(moment, await RecordedLife.StatesAsync(past, new ReplayMoment(null, moment.Sequence)), 5);
        }

        await using var later = await database.OpenPastAsync();
        AssertSame(moment, await RecordedLife.StatesAsync(later, new ReplayMoment(null, moment.Sequence)), 5);
    }

    [Fact]
    public async Task A_moment_among_batches_that_the_archive_lost_is_refused_and_says_which()
    {
        await using var database = TestDatabase.New(kind);
        await using var bench = await EngineBench.OverAsync(SmallPlant.Create(), await database.OpenAsync(StoreOptions.Default));
        List<KeptMoment> moments = [];
        foreach (var part in new[] { "whole", "lost", "whole" })
        {
            for (var minute = 0; minute < 3; minute++)
            {
                var at = SmallPlant.At(8 + (moments.Count / 60.0));
                var sensor = bench.Engine.Runtime.Plant.Assets.OfType<SensorAsset>().First();
                await bench.CommitAsync(sensor.Id, new Sample(at, moments.Count));
                moments.Add(await KeptMoment.TakeAsync(bench, at));
            }

            if (part == "lost")
                await database.RunAsync($"UPDATE journal SET data = substr(data, 2) WHERE sequence = {moments[^2].Sequence}");
            await bench.CheckpointAsync();
        }

        await using var past = await database.OpenPastAsync();
        var lost = $"batches {moments[3].Sequence} to {moments[5].Sequence} are missing";
        foreach (var moment in moments[3..5])
            await RefusedAsync(past, new ReplayMoment(null, moment.Sequence), lost);
        foreach (var moment in moments[2..6])
            await RefusedAsync(past, new ReplayMoment(moment.AtTicks + 1, null), lost);
        foreach (var moment in moments[..3].Concat(moments[5..]))
            AssertSame(moment, await RecordedLife.StatesAsync(past, new ReplayMoment(null, moment.Sequence)), 0);
        foreach (var moment in moments[..2].Concat(moments[6..]))
            AssertSame(moment, await RecordedLife.StatesAsync(past, new ReplayMoment(moment.AtTicks, null)), 0);
    }

    [Fact]
    public async Task A_moment_whose_refolds_need_samples_that_are_no_longer_kept_is_refused()
    {
        await using var life = await RecordedLife.PlayAsync(kind, seed: 1);
        var last = new ReplayMoment(null, life.Moments[^1].Sequence);
        await life.Database.RunAsync(
            $"UPDATE meta SET value = {SmallPlant.At(10) / TimeSpan.TicksPerHour} WHERE key = 'samples_from_hour'");
        await using var past = await life.Database.OpenPastAsync();
        Assert.Equal(SmallPlant.At(10), Assert.Single(past.GapsIn(0, 0, long.MaxValue)).ToTicks);
        await RefusedAsync(past, last, "whose samples are no longer kept");
    }

    [Fact]
    public async Task A_moment_whose_refolds_need_samples_that_were_damaged_and_set_aside_is_refused()
    {
        await using var life = await RecordedLife.PlayAsync(kind, seed: 1);
        await life.Database.RunAsync(
            "INSERT INTO damage (at_ticks, kind, twin, from_ticks, to_ticks, data, detail) "
            + "SELECT 0, 1, sensor, first_ticks, last_ticks + 1, data, 'damaged' FROM chunk");
        await using var past = await life.Database.OpenPastAsync();
        await RefusedAsync(past, new ReplayMoment(null, life.Moments[^1].Sequence), "were found damaged");
    }

    private static async Task RefusedAsync(IPast past, ReplayMoment moment, string why)
    {
        var refused = await Assert.ThrowsAsync<ReplayRefusedException>(() => RecordedLife.StatesAsync(past, moment));
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
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

public sealed class SqliteReplayTests() : ReplayTests(StoreKind.Sqlite)
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public Task Any_twin_can_be_replayed_to_any_past_moment_to_the_last_byte(int seed) => AnyMomentAsync(seed);
}

public sealed class PostgresReplayTests() : ReplayTests(StoreKind.Postgres)
{
    [Fact]
    public Task Any_twin_can_be_replayed_to_any_past_moment_to_the_last_byte() => AnyMomentAsync(seed: 3);
}
