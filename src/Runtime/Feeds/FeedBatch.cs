using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Runtime.Feeds;

/// <summary>
/// What a feed's journal batches <paramref name="From"/> to <paramref name="To"/> (both included, from 1) hold for one shard:
/// taken as a whole or not at all.
/// </summary>
/// <param name="Feed">Whose journal counts the batches: one name for one journal, for good.</param>
/// <param name="From">The first batch.</param>
/// <param name="To">The last one; the shard's position once it is durable there.</param>
/// <param name="Samples">
/// In the journal's order, with the shard's own sensor keys; none where the batches have nothing for this shard. They stay as
/// they are until an attempt has been answered.
/// </param>
internal sealed record FeedBatch(string Feed, long From, long To, ReadOnlyMemory<SensorSample> Samples)
{
    /// <summary>Samples of one journal batch at most, in any store: a single one always fits.</summary>
    public const int SamplesMax = 100_000;
}
