using Microsoft.Extensions.Logging.Abstractions;
using OrleansTwin.Runtime.Engine;
using OrleansTwin.Runtime.Feeds;
using OrleansTwin.Runtime.Shards;
using OrleansTwin.Store;
using OrleansTwin.Store.Sqlite;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Bench.Benchmarks.Feeds;

/// <summary>Shards in this process, each with a store of its own, reached by a plain call.</summary>
internal sealed class LocalShards : IFeedTarget, IAsyncDisposable
{
    private readonly List<TwinEngine> _engines = [];
    private readonly List<FeedInlet> _inlets = [];

    private LocalShards(int count) => Map = new ShardMap(count);

    public ShardMap Map { get; }

    public IReadOnlyList<TwinEngine> Engines => _engines;

    public int Count => _engines.Count;

    public static async Task<LocalShards> OpenAsync(string directory, Plant plant, int count)
    {
        var shards = new LocalShards(count);
        for (var shard = 0; shard < count; shard++)
        {
            var store = await SqliteTwinStore.OpenAsync(
                Path.Combine(directory, $"shard-{shard}"), new StoreOptions { ReceiptsPerSourceMax = 1_000 });
            shards._engines.Add(await TwinEngine.StartAsync(
                shards.Map.PartOf(plant, shard), store, NullLogger.Instance, CancellationToken.None));
            shards._inlets.Add(new FeedInlet(shards._engines[shard]));
        }

        return shards;
    }

    public Task<int[]> KeysAsync(int shard, IReadOnlyList<string> sensorIds, CancellationToken cancellation) =>
        _inlets[shard].KeysAsync(sensorIds, cancellation).AsTask();

    public Task<long> PositionAsync(int shard, string feed, CancellationToken cancellation) =>
        Task.FromResult(_inlets[shard].PositionOf(feed));

    public Task<long> TakeAsync(int shard, FeedBatch batch, CancellationToken cancellation) =>
        _inlets[shard].TakeAsync(batch, cancellation);

    public async ValueTask DisposeAsync()
    {
        foreach (var engine in _engines)
        {
            await engine.DisposeAsync();
            await engine.Store.DisposeAsync();
        }
    }
}
