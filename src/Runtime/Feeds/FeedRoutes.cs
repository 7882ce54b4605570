using OrleansTwin.Store;

namespace OrleansTwin.Runtime.Feeds;

/// <summary>
/// Where the samples of each sensor go: its shard, and its key there. Sensors are told by their keys in the feed's own store.
/// </summary>
/// <param name="names">Of the feed's own store.</param>
/// <param name="shards">How many shards there are.</param>
/// <param name="shardOf">The shard of a sensor's path, whether or not the plant still has the sensor.</param>
internal sealed class FeedRoutes(INameTable names, int shards, Func<string, int> shardOf)
{
    private readonly Lock _lock = new();
    private volatile Route[] _routes = new Route[names.Count];

    public int Shards => shards;

    public string NameOf(int sensorKey) => names.NameOf(sensorKey);

    public int ShardOf(int sensorKey) => RouteOf(sensorKey).ShardFrom1 is > 0 and var known ? known - 1 : AskShardOf(sensorKey);

    /// <summary>The sensor's key in its shard; −1: not known yet.</summary>
    public int ShardKeyOf(int sensorKey) => RouteOf(sensorKey).KeyFrom1 - 1;

    public void Learn(IReadOnlyList<int> sensorKeys, IReadOnlyList<int> shardKeys)
    {
        lock (_lock)
        {
            for (var i = 0; i < sensorKeys.Count; i++)
                RouteOf(sensorKeys[i]).KeyFrom1 = shardKeys[i] + 1;
        }
    }

    /// <summary>A shard that failed may come back from an older copy of its store, in which names have other keys.</summary>
    public void Forget(int shard)
    {
        lock (_lock)
        {
            foreach (ref var route in _routes.AsSpan())
                route.KeyFrom1 = route.ShardFrom1 == shard + 1 ? 0 : route.KeyFrom1;
        }
    }

    private ref Route RouteOf(int sensorKey)
    {
        if (sensorKey >= _routes.Length)
        {
            lock (_lock)
            {
                var grown = new Route[names.Count];
                _routes.CopyTo(grown, 0);
                _routes = grown;
            }
        }

        return ref _routes[sensorKey];
    }

    private int AskShardOf(int sensorKey)
    {
        var (id, shard) = (names.NameOf(sensorKey), shardOf(names.NameOf(sensorKey)));
        if (shard < 0 || shard >= shards)
            throw new InvalidOperationException($"Sensor '{id}' is said to lie in shard {shard}; expected 0 to {shards - 1}.");
        lock (_lock)
            RouteOf(sensorKey).ShardFrom1 = shard + 1;
        return shard;
    }

    /// <summary>Counted from 1, so that 0 says that it is not known.</summary>
    private struct Route
    {
        public int ShardFrom1;
        public int KeyFrom1;
    }
}
