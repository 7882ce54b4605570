using System.Globalization;

namespace OrleansTwin.Runtime.Feeds;

/// <summary>
/// The shards, as a feed sees them. Any call may fail, and may have taken effect all the same: <see cref="PositionAsync"/> tells.
/// Who implements it sees to it that each ends in time: its lane waits for it.
/// </summary>
internal interface IFeedTarget
{
    /// <summary>How many shards there are; they are numbered from 0.</summary>
    int Count { get; }

    /// <summary>How one is called where something is told of it: begins a sentence.</summary>
    string NameOf(int shard) => string.Create(CultureInfo.InvariantCulture, $"Shard {shard}");

    /// <summary>The shard's own keys of these sensors, in their order; names that it does not know yet are added.</summary>
    Task<int[]> KeysAsync(int shard, IReadOnlyList<string> sensorIds, CancellationToken cancellation);

    /// <summary>The newest batch of the feed up to which everything for the shard is durable there; 0: none.</summary>
    Task<long> PositionAsync(int shard, string feed, CancellationToken cancellation);

    /// <summary>
    /// Takes a batch that lies wholly beyond the shard's position; any other is not taken. Returns the shard's position
    /// afterwards, which is durable: a sender goes on behind it, whatever it had sent.
    /// </summary>
    Task<long> TakeAsync(int shard, FeedBatch batch, CancellationToken cancellation);
}
