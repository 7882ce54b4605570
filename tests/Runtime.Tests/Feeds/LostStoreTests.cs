using OrleansTwin.Ingest.Pipeline;
using OrleansTwin.Runtime.Tests.Support;

namespace OrleansTwin.Runtime.Tests.Feeds;

/// <summary>
/// Stores that come back older than they were, or empty: nothing is mistaken for a repetition, what is lost is told.
/// </summary>
public sealed class LostStoreTests
{
    [Fact]
    public async Task An_emptied_feed_counts_anew_and_nothing_of_it_is_taken_for_a_repetition()
    {
        await using var grid = await FeedGrid.StartAsync();
        await grid.SendToAllAsync(10);
        await grid.ForwardedAsync();
        await grid.EmptyFeedAsync();
        await grid.SendToAllAsync(3);
        await grid.AssertTakenOnceAsync();
    }

    [Fact]
    public async Task A_feed_that_is_older_than_what_it_had_sent_takes_nothing_in_and_says_why()
    {
        await using var grid = await FeedGrid.StartAsync();
        await grid.SendToAllAsync(3);
        var backup = await grid.BackUpFeedAsync();
        await grid.SendToAllAsync(3);
        await grid.ForwardedAsync();
        await grid.StartFeedOverAsync(backup);
        await grid.GoOnUntilAsync(() => grid.Feed.Lanes.All(lane => lane.Failure is not null), "all lanes failing");
        var refused = grid.SendToAllAsync();
        await grid.GoOnUntilAsync(
            () => grid.Feed.Ingest.Pipeline.Status.State == PipelineState.Paused, "a pipeline that pauses");
        Assert.Contains("as from a backup", grid.Feed.Ingest.Pipeline.Status.LastError, StringComparison.Ordinal);
        Assert.Equal(3, grid.Store.Journal.LastSequence);
        await grid.StopFeedAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => refused);
        await grid.OpenFeedAsync();
    }

    [Fact]
    public async Task A_shard_that_comes_back_older_gets_what_the_journal_still_has_with_the_keys_that_it_has_now()
    {
        await using var grid = await FeedGrid.StartAsync();
        await grid.SendToAllAsync(2);
        await grid.ForwardedAsync();
        var backup = await grid.Shards[0].BackUpAsync();
        await grid.UsePlantAsync(ChangedPlant.WithChanges());
        await grid.SendAsync($"{SmallPlant.Line1}/m-1/vibration", $"{SmallPlant.Line1}/m-4/power");
        await grid.ForwardedAsync();
        await grid.Shards[0].StartOverAsync(backup);
        await grid.Shards[0].Bench.Store.Names.GetOrAddAsync(["other/in between"]);
        grid.Shards[0].Meet(CallFault.Before);
        await grid.SendAsync($"{SmallPlant.Line1}/m-4/power", $"{SmallPlant.Line1}/m-1/vibration");
        await grid.AssertTakenOnceAsync();
        Assert.Equal(0, grid.Feed.Lanes[0].Missing);
    }

    [Fact]
    public async Task What_a_shard_has_lost_and_the_feed_has_let_go_is_counted_and_the_rest_goes_on()
    {
        await using var grid = await FeedGrid.StartAsync();
        await grid.SendToAllAsync(2);
        await grid.ForwardedAsync();
        var backup = await grid.Shards[0].BackUpAsync();
        await grid.SendToAllAsync(5);
        await grid.TruncatedAsync();
        await grid.Shards[0].StartOverAsync(backup);
        await grid.KillFeedAsync();
        await grid.SendToAllAsync(1);
        await grid.ForwardedAsync();
        Assert.Equal([5, 0, 0], grid.Feed.Lanes.Select(lane => lane.Missing));
        Assert.Equal([1, 4, 22], (await grid.Shards[0].TakenAsync()).Select(sample => sample.Value));
    }
}
