using OrleansTwin.Ingest.Pipeline;
using OrleansTwin.Ingest.Tests;
using OrleansTwin.Runtime.Feeds;
using OrleansTwin.Runtime.Tests.Support;
using OrleansTwin.Store;
using OrleansTwin.Store.Tests.Databases;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Runtime.Tests.Feeds;

/// <summary>The feed's way from the acknowledgement to its shards, and what it keeps meanwhile.</summary>
public sealed class TelemetryFeedTests
{
    private const string Power = $"{SmallPlant.Alone}/power";

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.Postgres)]
    public async Task Every_sample_comes_to_its_shard_once_and_in_order_whatever_call_or_answer_is_lost(StoreKind kind)
    {
        await using var grid = await FeedGrid.StartAsync(kind: kind);
        await grid.SendToAllAsync(5);
        grid.Shards[0].Meet(CallFault.Before, CallFault.None, CallFault.Answer, CallFault.Answer);
        grid.Shards[1].Meet(CallFault.Answer, CallFault.Answer, CallFault.Before, CallFault.Before);
        for (var i = 0; i < 20; i++)
        {
            await grid.SendToAllAsync();
            grid.Time.GoOn();
        }

        await grid.AssertTakenOnceAsync();
        Assert.All(grid.Feed.Lanes.Take(2), lane => Assert.True(lane.Retries > 0));
    }

    [Fact]
    public async Task An_attempt_that_arrives_after_it_was_given_up_counts_and_its_sender_goes_on_behind_it()
    {
        await using var grid = await FeedGrid.StartAsync(new FeedOptions { SamplesPerCallMax = 4 }, shards: 1);
        await grid.SendAsync(Power);
        await grid.ForwardedAsync();
        grid.Shards[0].Meet(CallFault.Late);
        await grid.SendAsync(Power);
        await Waiting.Until(() => grid.Feed.Lanes[0].Retries == 1, "an attempt that is given up");
        for (var i = 0; i < 9; i++)
            await grid.SendAsync(Power);
        await grid.AssertTakenOnceAsync();
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.Postgres)]
    public async Task What_was_acknowledged_before_a_kill_is_forwarded_after_it(StoreKind kind)
    {
        await using var grid = await FeedGrid.StartAsync(kind: kind);
        await grid.SendToAllAsync(3);
        await grid.ForwardedAsync();
        Away(grid, true);
        await grid.SendToAllAsync(4);
        await grid.KillFeedAsync();
        await grid.SendToAllAsync(2);
        Away(grid, false);
        await grid.AssertTakenOnceAsync();
    }

    [Fact]
    public async Task A_stop_in_order_leaves_what_is_not_forwarded_to_the_next_start()
    {
        await using var grid = await FeedGrid.StartAsync();
        Away(grid, true);
        await grid.SendToAllAsync(4);
        await grid.StopFeedAsync();
        Away(grid, false);
        await grid.OpenFeedAsync();
        await grid.AssertTakenOnceAsync();
    }

    [Fact]
    public async Task A_shard_that_is_away_holds_up_nobody_fills_no_memory_and_catches_up_from_the_journal()
    {
        const long BytesMax = 20_000;
        await using var grid = await FeedGrid.StartAsync(
            new FeedOptions { RecentBytesMax = BytesMax, SamplesPerCallMax = 100 });
        grid.Shards[1].IsAway = true;
        for (var i = 0; i < 100; i++)
        {
            await grid.SendAsync(Enumerable.Repeat($"{SmallPlant.Line1}/m-1/power", 20).Append($"{SmallPlant.Line2}/m-1/power"));
            await grid.Feed.SaveAsync(default);
            Assert.InRange(Bytes(grid), 0, BytesMax);
        }

        await grid.GoOnUntilAsync(
            () => grid.Feed.Lanes[0].LagBatches == 0 && grid.Feed.Lanes[2].LagBatches == 0, "the other shards having everything");
        Assert.Equal((100, 0), (grid.Feed.Lanes[1].LagBatches, grid.Store.Journal.CheckpointCursor));
        grid.Time.Now += TimeSpan.FromMinutes(7);
        Assert.Equal(TimeSpan.FromMinutes(7), grid.Feed.Lanes[1].Lag);
        grid.Shards[1].IsAway = false;
        await grid.AssertTakenOnceAsync();
        Assert.Equal(TimeSpan.Zero, grid.Feed.Lanes[1].Lag);
        Assert.True(Value(grid, "orleanstwin_feed_reread_batches_total") > 0);
        await grid.TruncatedAsync();
    }

    [Fact]
    public async Task Calls_hold_what_has_come_meanwhile_up_to_their_bound_and_a_larger_batch_goes_alone()
    {
        await using var grid = await FeedGrid.StartAsync(new FeedOptions { SamplesPerCallMax = 10 }, shards: 1);
        grid.Shards[0].IsAway = true;
        for (var i = 0; i < 100; i++)
            await grid.SendAsync(Power, Power);
        grid.Shards[0].IsAway = false;
        await grid.AssertTakenOnceAsync();
        Assert.Equal((10, 20), (grid.Shards[0].LargestBatch, grid.Feed.Lanes[0].Calls));

        await grid.SendAsync(Enumerable.Repeat(Power, 25));
        await grid.AssertTakenOnceAsync();
        Assert.Equal(25, grid.Shards[0].LargestBatch);
    }

    [Fact]
    public async Task Shards_that_batches_pass_by_confirm_it_and_the_journal_is_truncated_behind_all()
    {
        await using var grid = await FeedGrid.StartAsync();
        for (var i = 0; i < 10; i++)
            await grid.SendAsync(Power);
        await grid.TruncatedAsync();
        Assert.Equal(10, grid.Store.Journal.CheckpointCursor);
        Assert.Equal(0, grid.Shards[0].LargestBatch);
        Assert.Equal(1, grid.Feed.Lanes[0].Calls);
        await grid.KillFeedAsync();
        await grid.SendAsync(Power);
        await grid.AssertTakenOnceAsync();
        Assert.All(grid.Feed.Lanes, lane => Assert.Equal(0, lane.Missing));
    }

    [Fact]
    public async Task A_full_journal_holds_sources_back_and_says_for_whom_it_waits_until_the_shard_is_back()
    {
        await using var grid = await FeedGrid.StartAsync(store: new StoreOptions { JournalBytesMax = 256 * 1024 });
        grid.Shards[2].IsAway = true;
        var sending = SendAsync(grid, 300);
        await grid.GoOnUntilAsync(
            () => grid.Feed.Ingest.Pipeline.Status is { State: PipelineState.Paused, LastError: { } error }
                && error.Contains("wait for shard 2", StringComparison.Ordinal),
            "a pipeline that waits for the shard");
        Assert.False(sending.IsCompleted);
        grid.Shards[2].IsAway = false;
        await grid.GoOnUntilAsync(() => sending.IsCompleted, "the rest being acknowledged");
        await sending;
        await grid.AssertTakenOnceAsync();
    }

    [Fact]
    public async Task A_message_sent_again_after_a_kill_is_known_by_the_feeds_own_journal()
    {
        await using var grid = await FeedGrid.StartAsync();
        Assert.False(await grid.PostAsync(Power, "key"));
        Assert.False(await grid.DeliverAsync(Power, packetId: 1));
        await grid.TruncatedAsync();
        Assert.False(await grid.PostAsync(Power, "other key"));
        Assert.False(await grid.DeliverAsync(Power, packetId: 2));
        await grid.KillFeedAsync();
        Assert.True(await grid.PostAsync(Power, "key", again: 1));
        Assert.True(await grid.PostAsync(Power, "other key", again: 3));
        Assert.True(await grid.DeliverAsync(Power, packetId: 1, again: 2));
        Assert.True(await grid.DeliverAsync(Power, packetId: 2, again: 4));
        await grid.AssertTakenOnceAsync();
    }

    [Fact]
    public async Task A_new_version_of_the_plant_takes_force_and_sensors_that_left_it_still_come_to_their_shards()
    {
        var added = $"{SmallPlant.Line1}/m-1/vibration";
        await using var grid = await FeedGrid.StartAsync();
        Away(grid, true);
        await grid.SendAsync($"{SmallPlant.Line1}/m-3/power");
        await grid.UsePlantAsync(ChangedPlant.WithChanges());
        await grid.SendAsync(added);
        await grid.UsePlantAsync(ChangedPlant.WithoutMachine());
        Away(grid, false);
        await grid.AssertTakenOnceAsync();
        Assert.Null(grid.Plant.Find($"{SmallPlant.Line1}/m-3"));
        Assert.Contains(added, (await grid.Shards[0].TakenAsync()).Select(sample => sample.SensorId));
    }

    private static async Task SendAsync(FeedGrid grid, int messages)
    {
        for (var i = 0; i < messages; i++)
            await grid.SendAsync(Enumerable.Repeat(Power, 100));
    }

    private static void Away(FeedGrid grid, bool isAway)
    {
        foreach (var shard in grid.Shards)
            shard.IsAway = isAway;
    }

    private static long Bytes(FeedGrid grid) => (long)Value(grid, "orleanstwin_feed_recent_bytes");

    private static double Value(FeedGrid grid, string metric) =>
        Assert.Single(grid.Feed.Read().Single(family => family.Name == metric).Points).Value;
}
