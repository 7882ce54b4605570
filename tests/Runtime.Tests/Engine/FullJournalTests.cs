using Microsoft.Extensions.Logging.Abstractions;
using OrleansTwin.Runtime.Engine;
using OrleansTwin.Runtime.Tests.Support;
using OrleansTwin.Ingest.Pipeline;
using OrleansTwin.Store;
using OrleansTwin.Store.Sqlite;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Runtime.Tests.Engine;

/// <summary>The journal's size, and a disk that is full for a while: neither needs a restart.</summary>
public sealed class FullJournalTests : IDisposable
{
    private const string Sensor = $"{SmallPlant.Alone}/power";
    private const int BatchSamples = 400;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly StandingTime _time = new();
    private readonly string _directory = EngineBench.NewDirectory();
    private readonly List<Task> _durable = [];
    private int _taken;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Under_steady_input_a_small_journal_goes_on_for_many_times_its_size_and_nothing_fails_or_is_lost()
    {
        var options = new StoreOptions { JournalBytesMax = 512 * 1024, BufferedSamplesMax = 10_000_000 };
        await using var store = await SqliteTwinStore.OpenAsync(_directory, options);
        await using var engine = await StartAsync(store);
        while (store.ReadCounters().JournalBytesAppended < 10 * options.JournalBytesMax)
            await TakeAsync(engine).WaitAsync(Patience);
        await Task.WhenAll(_durable).WaitAsync(Patience);
        var counters = store.ReadCounters();
        Assert.Equal(0, counters.WritesFailed);
        Assert.InRange(counters.Checkpoints, 10, _durable.Count / 2);
        Assert.InRange(counters.JournalBytesHeld, 1, options.JournalBytesMax);
        Assert.InRange(new FileInfo(Path.Combine(_directory, "journal.db")).Length, 1, options.JournalBytesMax);
        await engine.Runtime.DrainAsync();
        await AssertKeptAsync(store);
    }

    [Fact]
    public async Task A_journal_left_larger_than_its_limit_is_emptied_at_the_first_batch()
    {
        await using var bench = await EngineBench.OpenAsync(SmallPlant.Create());
        for (var i = 0; i < 100; i++)
            await TakeAsync(bench.Engine);
        await Task.WhenAll(_durable).WaitAsync(Patience);
        await using var small = await EngineBench.OpenAsync(
            SmallPlant.Create(), bench.CopyAsKilled(), new StoreOptions { JournalBytesMax = 384 * 1024 });
        Assert.False(small.Store.Journal.HasRoomFor(1));
        await TakeAsync(small.Engine).WaitAsync(Patience);
        await _durable[^1].WaitAsync(Patience);
        Assert.Equal(0, small.Store.ReadCounters().WritesFailed);
        await small.DrainAsync();
        await AssertKeptAsync(small.Store);
    }

    [Fact]
    public async Task A_batch_larger_than_the_journal_is_refused_with_a_remedy_before_any_twin_has_it()
    {
        await using var store = await SqliteTwinStore.OpenAsync(_directory, new StoreOptions { JournalBytesMax = 80 * 1024 });
        await using var engine = await StartAsync(store);
        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(() => TakeAsync(engine));
        Assert.Contains("raise JournalBytesMax", refused.Message, StringComparison.Ordinal);
        Assert.Equal((0, 0), (engine.DispatchedSequence, store.History.BufferedSamples));
    }

    [Fact]
    public async Task A_disk_that_is_full_for_a_while_with_as_many_batches_on_their_way_as_may_be_needs_no_restart()
    {
        await using var store = new BrittleStore(await SqliteTwinStore.OpenAsync(_directory));
        await using var engine = await StartAsync(store);
        await TakeAsync(engine);
        await _durable[0].WaitAsync(Patience);
        store.IsFull = true;
        for (var i = 0; i < 64; i++)
            await TakeAsync(engine).WaitAsync(Patience);
        await _time.Waiting.WaitAsync(Patience);
        Assert.Equal(PipelineState.Paused, engine.Stall?.State);
        var checkpoint = engine.CheckpointAsync(CancellationToken.None);
        Assert.All(_durable[1..], task => Assert.False(task.IsCompleted));

        store.IsFull = false;
        _time.GoOn();
        await Task.WhenAll(_durable).WaitAsync(Patience);
        Assert.Equal(65, (await checkpoint.WaitAsync(Patience)).Cursor);
        Assert.Null(engine.Stall);
        await TakeAsync(engine);
        await _durable[^1].WaitAsync(Patience);
        await engine.Runtime.DrainAsync();
        await AssertKeptAsync(store);
    }

    private async Task<TwinEngine> StartAsync(ITwinStore store)
    {
        var plant = SmallPlant.Create();
        if (await store.PlantVersions.ReadLatestAsync() is null)
        {
            var version = await store.PlantVersions.AddAsync(PlantTexts.Of(plant), "test", 0, "");
            await store.PlantVersions.PutInForceAsync(version.Info.Number, 0);
        }

        return await TwinEngine.StartAsync(plant, store, NullLogger.Instance, CancellationToken.None, _time);
    }

    private async Task TakeAsync(TwinEngine engine)
    {
        Assert.True(engine.Store.Names.TryGetKey(Sensor, out var key));
        var batch = new IngestBatch();
        for (var i = 0; i < BatchSamples; i++)
            batch.Add(key, new Sample(SmallPlant.At(8) + ((_taken + i) * TimeSpan.TicksPerMillisecond), _taken + i + 0.5));
        _durable.Add(await engine.TakeAsync(batch, CancellationToken.None));
        _taken += BatchSamples;
    }

    private async Task AssertKeptAsync(ITwinStore store)
    {
        Assert.True(store.Names.TryGetKey(Sensor, out var key));
        var kept = await store.History.ReadAsync(key, 0, DateTime.MaxValue.Ticks);
        Assert.Equal(Enumerable.Range(0, _taken).Select(value => value + 0.5), kept.Select(sample => sample.Value));
    }
}
