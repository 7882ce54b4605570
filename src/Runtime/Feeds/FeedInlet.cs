using OrleansTwin.Runtime.Engine;
using OrleansTwin.Store;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Runtime.Feeds;

/// <summary>
/// The taking side of feeds, in front of a shard's engine or of a site's journal: takes what lies beyond its position, once. The
/// position is a receipt that is committed in the journal batch of the samples themselves, so that a kill at any moment leaves
/// both or neither.
/// </summary>
/// <param name="store">Has the names, and the receipts that are the positions.</param>
/// <param name="take">Journals samples with their receipt.</param>
/// <param name="time">Dates the receipts; null: nobody asks.</param>
internal sealed class FeedInlet(ITwinStore store, TakeSamples take, TimeProvider? time = null)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Task<long>> _newest = new(StringComparer.Ordinal);

    public FeedInlet(TwinEngine engine)
        : this(engine.Store, (samples, receipts, cancel) => engine.TakeAsync(samples, receipts, receivedAt: 0, cancel))
    {
    }

    /// <summary>The newest batch of a feed up to which everything for this shard is durable; 0: none.</summary>
    public long PositionOf(string feed) => (long)store.Receipts.Latest(SourceOf(feed));

    /// <summary>When the newest batch of a feed was taken, UTC ticks; 0: none was.</summary>
    public long TakenAt(string feed) => store.Receipts.NewestTicks(SourceOf(feed));

    /// <summary>This store's keys of sensors; names that it does not know yet are added.</summary>
    public ValueTask<int[]> KeysAsync(IReadOnlyList<string> sensorIds, CancellationToken cancellation) =>
        store.Names.GetOrAddAsync(sensorIds, cancellation);

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
        var receipt = new Receipt(SourceOf(batch.Feed), (UInt128)batch.To, time?.GetUtcNow().UtcTicks ?? 0);
        await await take(batch.Samples, new[] { receipt }, CancellationToken.None);
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

        var names = store.Names.Count;
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

/// <summary>Journals samples with receipts; the task within completes when they are durable.</summary>
internal delegate ValueTask<Task> TakeSamples(
    ReadOnlyMemory<SensorSample> samples, ReadOnlyMemory<Receipt> receipts, CancellationToken cancellation);
