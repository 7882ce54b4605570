using OrleansTwin.Runtime.Feeds;
using OrleansTwin.Runtime.Tests.Support;
using OrleansTwin.Store;
using OrleansTwin.Store.Tests.Databases;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Runtime.Tests.Feeds;

/// <summary>What becomes of a call to a shard.</summary>
internal enum CallFault
{
    None,

    /// <summary>It never reaches the shard.</summary>
    Before,

    /// <summary>The shard has done it; its answer is lost.</summary>
    Answer,

    /// <summary>Its caller has given it up when it comes: right before the next batch.</summary>
    Late,
}

/// <summary>One shard with a store of its own, which can be away, lose calls and answers, and be killed.</summary>
internal sealed class FeedShard : IAsyncDisposable
{
    private readonly Plant _plant;
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly Queue<CallFault> _faults = new();
    private TestDatabase _database;
    private EngineBench _bench;
    private FeedInlet _inlet;
    private FeedBatch? _late;

    private FeedShard(Plant plant, TestDatabase database, EngineBench bench) =>
        (_plant, _database, _bench, _inlet) = (plant, database, bench, new FeedInlet(bench.Engine));

    public bool IsAway { get; set; }

    /// <summary>Samples of the largest batch that came.</summary>
    public int LargestBatch { get; private set; }

    public EngineBench Bench => _bench;

    public static async Task<FeedShard> StartAsync(Plant plant, StoreKind kind, int number)
    {
        var database = TestDatabase.New(kind);
        var store = await database.OpenAsync(new StoreOptions());
        // Every store has keys of its own.
        await store.Names.GetOrAddAsync([.. Enumerable.Range(0, number + 1).Select(other => $"other/{other}")]);
        return new FeedShard(plant, database, await EngineBench.OverAsync(plant, store));
    }

    /// <summary>The next calls have these fates.</summary>
    public void Meet(params CallFault[] faults) => Array.ForEach(faults, _faults.Enqueue);

    public async Task<T> CallAsync<T>(Func<FeedInlet, Task<T>> call, FeedBatch? batch = null)
    {
        await _one.WaitAsync();
        try
        {
            var fault = IsAway ? CallFault.Before : _faults.TryDequeue(out var next) ? next : CallFault.None;
            if (fault == CallFault.Before)
                throw new IOException("away");
            if (fault == CallFault.Late)
            {
                _late = batch;
                throw new TimeoutException("it takes too long");
            }

            var answer = await call(_inlet);
            return fault == CallFault.Answer ? throw new TimeoutException("the answer is lost") : answer;
        }
        finally
        {
            _one.Release();
        }
    }

    public Task<long> TakeAsync(FeedBatch batch, CancellationToken cancellation)
    {
        LargestBatch = Math.Max(LargestBatch, batch.Samples.Length);
        return CallAsync(
            async inlet =>
            {
                if (Interlocked.Exchange(ref _late, null) is { } late)
                    await inlet.TakeAsync(late, default);
                return await inlet.TakeAsync(batch, cancellation);
            },
            batch);
    }

    /// <summary>As a kill and a new start leave it: between two calls, of which the last may have gone unanswered.</summary>
    public async Task KillAsync()
    {
        await _one.WaitAsync();
        await StartOverAsync(await _database.CopyAsync());
        _one.Release();
    }

    /// <summary>A copy of its store as it is now, to come back from later.</summary>
    public async Task<TestDatabase> BackUpAsync()
    {
        await _one.WaitAsync();
        var copy = await _database.CopyAsync();
        _one.Release();
        return copy;
    }

    public async Task StartOverAsync(TestDatabase database)
    {
        await _bench.CloseAsync();
        await _database.DisposeAsync();
        _database = database;
        _bench = await EngineBench.OverAsync(_plant, await database.OpenAsync(new StoreOptions()));
        _inlet = new FeedInlet(_bench.Engine);
    }

    /// <summary>All that its journal has taken, in order. No checkpoint is ever written, so all of it is there.</summary>
    public async Task<List<(string SensorId, double Value)>> TakenAsync()
    {
        var taken = new List<(string, double)>();
        await foreach (var entry in _bench.Store.Journal.ReadAfterAsync(0))
            taken.AddRange(entry.Samples.Select(item => (_bench.Store.Names.NameOf(item.SensorKey), item.Sample.Value)));
        return taken;
    }

    public async ValueTask DisposeAsync()
    {
        await _bench.CloseAsync();
        await _database.DisposeAsync();
        _one.Dispose();
    }
}
