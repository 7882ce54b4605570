using OrleansTwin.Diagnostics;
using OrleansTwin.Ingest.Pipeline;
using OrleansTwin.Runtime.Engine;
using OrleansTwin.Store;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Runtime.Feeds;

/// <summary>
/// A feed's journal, from the pipeline to the shards: takes batches and tells when they are durable, shows the durable ones in
/// order, knows what each shard has, and lets go of what all have. Nothing is shown before it is durable: a shard that had more
/// than the journal would take the next batch of that number for a repetition.
/// </summary>
internal sealed class FeedLog : IFeedLog, IBatchSink, IAsyncDisposable
{
    /// <summary>Samples of one reading, all shards together, and the least number of batches from the journal.</summary>
    private const int SamplesPerReading = 65_536;
    private const int BatchesPerReading = 8;

    private readonly ITwinStore _store;
    private readonly FeedRoutes _routes;
    private readonly FeedWindow _window;
    private readonly CommitLane _lane;
    private readonly SemaphoreSlim _taking = new(1, 1);
    private readonly SemaphoreSlim _truncating = new(1, 1);
    private readonly long[] _positions;
    private Task _shown = Task.CompletedTask;
    private long _begun;
    private long _confirmTo;
    private long _rereads;
    private volatile string? _refusal;

    public FeedLog(ITwinStore store, FeedRoutes routes, long recentBytesMax, TimeProvider time)
    {
        (_store, _routes, _begun) = (store, routes, store.Journal.LastSequence);
        _window = new FeedWindow(_begun, recentBytesMax);
        _lane = new CommitLane(store.Journal, Append, time);
        _positions = new long[routes.Shards];
        Array.Fill(_positions, store.Journal.CheckpointCursor);
    }

    /// <summary>From handing a batch to the journal to its being durable.</summary>
    public LatencyHistogram Append { get; } = new();

    public PipelineStatus? Stall => _lane.Stall;

    public long Last => _window.Last;

    public Task News => _window.News;

    public long RecentBytes => _window.Bytes;

    /// <summary>Batches that were read again from the journal.</summary>
    public long Rereads => Interlocked.Read(ref _rereads);

    /// <summary>
    /// Shards say, sooner or later, that they have everything up to here, even if nothing was for them: so a shard that says less
    /// than the journal was truncated behind has lost something.
    /// </summary>
    public long ConfirmTo => Interlocked.Read(ref _confirmTo);

    /// <summary>What comes before is gone: all shards had it.</summary>
    public long Truncated => _store.Journal.CheckpointCursor;

    public string WhyMissing =>
        "it had them, so the feed has let them go. Its store is older than that, as from a backup.";

    public long HadByAll => _positions.Min();

    public long PositionOf(int shard) => Interlocked.Read(ref _positions[shard]);

    /// <summary>A shard has said that everything up to here is durable there.</summary>
    /// <exception cref="InvalidOperationException">It has more than was ever written here; nothing is taken any more.</exception>
    public void StandAt(int shard, long position)
    {
        if (position > Last)
        {
            _refusal = $"Shard {shard} has batch {position} of this feed, whose journal ends with batch {Last}: the feed's store "
                + "is older than what it had sent, as from a backup. What came now would be taken for a repetition, so nothing "
                + "is taken in. Restore the newest store, or begin with an empty one.";
            throw new InvalidOperationException(_refusal);
        }

        Interlocked.Exchange(ref _positions[shard], position);
    }

    /// <exception cref="StoreUnavailableException">Nothing was taken: the journal is full, or must not be continued.</exception>
    public ValueTask<Task> TakeAsync(IngestBatch batch, CancellationToken cancel) =>
        TakeAsync(batch.Samples, IngestReceipts.Of(batch), cancel);

    /// <summary>
    /// The same for samples that come from elsewhere than the pipeline. Several may come at a time: each gets its number in turn.
    /// </summary>
    public async ValueTask<Task> TakeAsync(
        ReadOnlyMemory<SensorSample> samples, ReadOnlyMemory<Receipt> receipts, CancellationToken cancellation)
    {
        await _taking.WaitAsync(cancellation);
        try
        {
            if (_refusal is { } refusal)
                throw new StoreUnavailableException(refusal);
            var journaled = new JournalBatch(samples, receipts, _begun + 1);
            if (!_lane.HasRoomFor(journaled))
                await MakeRoomAsync(journaled, cancellation);
            var entry = new FeedEntry(journaled.Sequence, samples.Span, _routes);
            var durable = await _lane.BeginAsync(journaled, cancellation);
            _begun++;
            return _shown = ShowAsync(_shown, durable, entry);
        }
        finally
        {
            _taking.Release();
        }
    }

    public async Task<List<FeedEntry>> ReadAfterAsync(long after, CancellationToken cancellation)
    {
        var entries = new List<FeedEntry>();
        if (_window.TryRead(after, SamplesPerReading, entries))
            return entries;
        var (last, samples) = (Last, 0);
        await foreach (var entry in _store.Journal.ReadAfterAsync(after, cancellation))
        {
            if (entry.Sequence > last || (entries.Count >= BatchesPerReading && samples >= SamplesPerReading))
                break;
            entries.Add(new FeedEntry(entry.Sequence, entry.Samples, _routes));
            samples += entry.Samples.Length;
        }

        Interlocked.Add(ref _rereads, entries.Count);
        return entries;
    }

    /// <summary>Truncates the journal behind what all shards have, and keeps dead letters and receipts with it.</summary>
    /// <exception cref="StoreUnavailableException">The store can't be written; the next call takes everything along.</exception>
    public async Task TruncateAsync(CancellationToken cancellation)
    {
        await _truncating.WaitAsync(cancellation);
        try
        {
            await _store.CheckpointAsync(new Checkpoint(Math.Max(HadByAll, Truncated), [], []), cancellation);
        }
        finally
        {
            _truncating.Release();
        }

        Interlocked.Exchange(ref _confirmTo, Last);
        _window.Wake();
    }

    /// <summary>What is on its way becomes durable; given up where the journal fails.</summary>
    public async ValueTask DisposeAsync()
    {
        await _lane.DisposeAsync();
        await _shown.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _taking.Dispose();
        _truncating.Dispose();
    }

    private async Task ShowAsync(Task before, Task durable, FeedEntry entry)
    {
        await before;
        await durable;
        _window.Add(entry, HadByAll);
    }

    private async ValueTask MakeRoomAsync(JournalBatch batch, CancellationToken cancel)
    {
        await TruncateAsync(cancel);
        if (_lane.HasRoomFor(batch))
            return;
        var slowest = Array.IndexOf(_positions, HadByAll);
        throw new StoreUnavailableException(
            $"{batch.Samples.Length} samples may not fit into the feed's journal: {Last - HadByAll} batches wait for shard "
            + $"{slowest}. It goes on by itself when it has taken them; to bridge longer absences, raise JournalBytesMax.");
    }
}
