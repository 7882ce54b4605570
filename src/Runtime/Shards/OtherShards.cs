using System.Collections.Concurrent;

namespace OrleansTwin.Runtime.Shards;

/// <summary>The ways from one shard of a grid to those that have machines which it does not have itself.</summary>
/// <param name="map">Who has which.</param>
/// <param name="open">A shard by its number.</param>
/// <param name="time">Ends the waiting.</param>
internal sealed class OtherShards(ShardMap map, Func<int, IShard> open, TimeProvider time)
{
    private readonly ConcurrentDictionary<int, ShardLink> _links = new();

    /// <summary>The way to a machine's shard; null: its site forwards reports only, and can't be asked for more.</summary>
    public ShardLink? LinkTo(string machineId) => map.ShardOfMachine(machineId) is var shard && shard < map.Count
        ? _links.GetOrAdd(shard, number => new ShardLink(open(number), $"shard {number}", time))
        : null;
}
