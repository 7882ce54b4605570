using OrleansTwin.Grains.Interfaces;
using OrleansTwin.Runtime.Feeds;
using OrleansTwin.Runtime.Shards;

namespace OrleansTwin.Grains.Feeds;

/// <summary>The shards of the grid, as its feeds see them.</summary>
internal sealed class GrainFeedTarget(IGrainFactory grains, ShardMap shards) : IFeedTarget
{
    public int Count => shards.Count;

    public Task<int[]> KeysAsync(int shard, IReadOnlyList<string> sensorIds, CancellationToken cancellation) =>
        Grain(shard).KeysOfSensorsAsync([.. sensorIds]).WaitAsync(cancellation);

    public Task<long> PositionAsync(int shard, string feed, CancellationToken cancellation) =>
        Grain(shard).PositionOfFeedAsync(feed).WaitAsync(cancellation);

    public Task<long> TakeAsync(int shard, FeedBatch batch, CancellationToken cancellation) =>
        Grain(shard).TakeTelemetryAsync(Messages.ToMessage(batch)).WaitAsync(cancellation);

    private IShardGrain Grain(int shard) => grains.Shard(shard);
}
