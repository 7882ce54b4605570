using OrleansTwin.Ingest.Pipeline;
using OrleansTwin.Ingest.Tests;
using OrleansTwin.Runtime.Feeds;
using OrleansTwin.Runtime.Tests.Support;
using OrleansTwin.Store;
using OrleansTwin.Store.Sqlite;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Runtime.Tests.Feeds;

public sealed class FeedLogTests : IAsyncDisposable
{
    private readonly StandingTime _time = new();
    private readonly string _directory = EngineBench.NewDirectory();

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_directory, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Nothing_is_shown_or_acknowledged_before_it_is_durable_though_several_are_on_their_way()
    {
        await using var store = new BrittleStore(await SqliteTwinStore.OpenAsync(_directory));
        await using var log = await OpenAsync(store, shards: 2);
        store.IsFull = true;
        var durable = new[] { await log.TakeAsync(Batch(0, 1, 0), default), await log.TakeAsync(Batch(1), default) };
        await _time.Waiting.Within("a journal that is tried again");
        Assert.Empty(await log.ReadAfterAsync(0, default));
        Assert.Equal(0, log.Last);
        Assert.All(durable, task => Assert.False(task.IsCompleted));

        var news = log.News;
        store.IsFull = false;
        _time.GoOn();
        await Task.WhenAll(durable).Within("the journal");
        await news.Within("news");
        var entries = await log.ReadAfterAsync(0, default);
        Assert.Equal([1, 2], entries.Select(entry => entry.Sequence));
        Assert.Equal((2, 1), (entries[0].Of(0).Length, entries[0].Of(1).Length));
        Assert.Equal((0, 1), (entries[1].Of(0).Length, entries[1].Of(1).Length));
    }

    [Fact]
    public async Task Many_who_feed_it_at_a_time_get_a_number_each()
    {
        await using var store = await SqliteTwinStore.OpenAsync(_directory);
        await using var log = await OpenAsync(store, shards: 1);
        await Parallel.ForAsync(0, 500, async (i, _) => await await log.TakeAsync(Batch(0), default)).Within("500 batches");
        var entries = await log.ReadAfterAsync(0, default);
        Assert.Equal(Enumerable.Range(1, 500).Select(i => (long)i), entries.Select(entry => entry.Sequence));
    }

    [Fact]
    public async Task What_is_no_longer_in_memory_is_read_from_the_journal_the_same()
    {
        await using var store = await SqliteTwinStore.OpenAsync(_directory);
        await using var log = await OpenAsync(store, shards: 3, recentBytesMax: 0);
        for (var i = 0; i < 30; i++)
            await await log.TakeAsync(Batch(i % 3, (i + 1) % 3), default);
        var entries = new List<FeedEntry>();
        for (List<FeedEntry> next; (next = await log.ReadAfterAsync(entries.Count, default)).Count > 0;)
            entries.AddRange(next);
        Assert.Equal(Enumerable.Range(1, 30).Select(number => (long)number), entries.Select(entry => entry.Sequence));
        Assert.Equal((30, 0), (log.Rereads, log.RecentBytes));
        Assert.Equal(20, entries.Sum(entry => entry.Of(1).Length));
    }

    [Fact]
    public async Task The_journal_is_truncated_behind_what_the_slowest_has_and_no_further()
    {
        await using var store = await SqliteTwinStore.OpenAsync(_directory);
        await using var log = await OpenAsync(store, shards: 2);
        for (var i = 0; i < 5; i++)
            await await log.TakeAsync(Batch(i % 2), default);
        await log.TruncateAsync(default);
        Assert.Equal(0, log.Truncated);
        log.StandAt(0, 5);
        log.StandAt(1, 3);
        await log.TruncateAsync(default);
        Assert.Equal(3, log.Truncated);
        Assert.Equal([4, 5], (await log.ReadAfterAsync(3, default)).Select(entry => entry.Sequence));
    }

    /// <summary>Sensor number n lies in shard n.</summary>
    private async Task<FeedLog> OpenAsync(ITwinStore store, int shards, long recentBytesMax = 1 << 20)
    {
        await store.Names.GetOrAddAsync([.. Enumerable.Range(0, shards).Select(shard => $"{shard}")]);
        var routes = new FeedRoutes(store.Names, shards, name => name[0] - '0');
        return new FeedLog(store, routes, recentBytesMax, _time);
    }

    private static IngestBatch Batch(params int[] sensors)
    {
        var batch = new IngestBatch();
        foreach (var sensor in sensors)
            batch.Add(sensor, new Sample(SmallPlant.At(8), sensor));
        return batch;
    }
}
