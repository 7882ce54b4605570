using OrleansTwin.Runtime.Engine;
using OrleansTwin.Store;

namespace OrleansTwin.Runtime.Feeds;

/// <summary>
/// The shard's side of its feeds: takes what lies beyond its position, once. The position is a receipt that is committed in the
/// journal batch of the samples themselves, so that a kill at any moment leaves both or neither.
/// </summary>
internal sealed class FeedInlet(TwinEngine engine)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Task<long>> _newest = new(StringComparer.Ordinal);

    /// <summary>The newest batch of a feed up to which everything for this shard is durable; 0: none.</summary>
    public long PositionOf(string feed) => (long)engine.Store.Receipts.Latest(SourceOf(feed));

    /// <summary>This shard's keys of sensors; names that it does not know yet are added.</summary>
    public ValueTask<int[]> KeysAsync(IReadOnlyList<string> sensorIds, CancellationToken cancellation) =>
        engine.Store.Names.GetOrAddAsync(sensorIds, cancellation);

    /// <summary>
    /// Takes a batch that begins behind the position; one that doesn't is known, or has a known part, and is not taken. Returns
    /// the position when it is durable. A call beside another one of the same feed, as a retry of an attempt that is still under
    /// way, takes nothing and gets that one's answer: no more than one batch of a feed is ever under way.
    /// </summary>
    /// <exception cref="ArgumentException">No shard ever takes this batch; nothing of it was taken.</exception>
    /// <exception cref="StoreUnavailableException">Nothing was taken: the shard's journal is full.</exception>
    public Task<long> TakeAsync(FeedBatch batch, CancellationToken cancellation)
    {
        Check(batch);
        lock (_lock)
        {
            if (!_newest.TryGetValue(batch.Feed, out var newest) || newest.IsCompleted)
                _newest[batch.Feed] = newest = Task.Run(() => TakeAloneAsync(batch), CancellationToken.None);
            return newest.WaitAsync(cancellation);
        }
    }

    /// <summary>Once begun it can't be given up: whoever came next could not know whether to take it again.</summary>
    private async Task<long> TakeAloneAsync(FeedBatch batch)
    {
        if (PositionOf(batch.Feed) is var position && batch.From <= position)
            return position;
        var receipt = new Receipt(SourceOf(batch.Feed), (UInt128)batch.To, ReceiveTicks: 0);
        await await engine.TakeAsync(batch.Samples, new[] { receipt }, receivedAt: 0, CancellationToken.None);
        return batch.To;
    }

    /// <summary>What the journal would refuse for good must not reach it: it would be tried again for ever.</summary>
    private void Check(FeedBatch batch)
    {
        if (batch.From < 1 || batch.To < batch.From)
            throw new ArgumentException($"Batches {batch.From} to {batch.To} of feed '{batch.Feed}'; they count up from 1.");
        if (batch.Samples.Length > FeedBatch.SamplesMax)
        {
            throw new ArgumentException(
                $"Batches {batch.From} to {batch.To} of feed '{batch.Feed}' hold {batch.Samples.Length} samples; at most "
                + $"{FeedBatch.SamplesMax} are taken at once. Send fewer batches at a time.");
        }

        var names = engine.Store.Names.Count;
        foreach (ref readonly var item in batch.Samples.Span)
        {
            if ((uint)item.SensorKey >= (uint)names)
            {
                throw new ArgumentException(
                    $"A sample of feed '{batch.Feed}' has sensor key {item.SensorKey}; this shard has keys 0 to {names - 1}. "
                    + "Ask it for its keys again.");
            }
        }
    }

    private static string SourceOf(string feed) => "feed:" + feed;
}
