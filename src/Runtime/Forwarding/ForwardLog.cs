using OrleansTwin.Runtime.Feeds;
using OrleansTwin.Store;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Runtime.Forwarding;

/// <summary>
/// An Edge's journal as it goes to a grid: the samples of one site, at a pace of its own. The Edge neither waits for it nor
/// notices it; what the grid does not have yet stays in the journal behind the checkpoint.
/// </summary>
internal sealed class ForwardLog(ITwinStore store, string siteId) : IFeedLog
{
    private const int SamplesPerReading = 65_536;
    private const int BatchesPerReading = 1024;

    private readonly FeedRoutes _routes = new(store.Names, shards: 1, _ => 0);
    private readonly SiteSensors _sensors = new(store.Names, siteId);
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _older = NewSource();
    private TaskCompletionSource _news = NewSource();
    private long _position = store.Journal.KeptAfter;
    private long _seen;
    private long _confirmTo;

    public FeedRoutes Routes => _routes;

    public long Last => store.Journal.LastSequence;

    public long ConfirmTo => Interlocked.Read(ref _confirmTo);

    public long Truncated => store.Journal.KeptAfter;

    public string WhyMissing =>
        "they came before this Edge forwarded, or were more than storage:journalKeptBytesMax keeps. Its history has them: "
        + "docs/operations-edge.md tells how to send it.";

    /// <summary>
    /// Completes where the grid has more of this journal than was ever written here: the store is a copy, or from a backup.
    /// </summary>
    public Task Older => _older.Task;

    public Task News
    {
        get
        {
            lock (_lock)
                return _news.Task;
        }
    }

    public long PositionOf(int taker) => Interlocked.Read(ref _position);

    public void StandAt(int taker, long position)
    {
        if (position > Last)
        {
            _older.TrySetResult();
            throw new InvalidOperationException(
                $"The grid has batch {position} of this Edge, whose journal ends with batch {Last}: its store is a copy, or "
                + "comes from a backup. It goes on as another Edge, which the grid has to be told to take.");
        }

        Interlocked.Exchange(ref _position, position);
        store.Journal.Release(position);
    }

    public async Task<List<FeedEntry>> ReadAfterAsync(long after, CancellationToken cancellation)
    {
        var (entries, samples) = (new List<FeedEntry>(), 0);
        if (after == Last)
            return entries;
        await foreach (var entry in store.Journal.ReadAfterAsync(after, cancellation))
        {
            SensorSample[] own = Array.FindAll(entry.Samples, item => _sensors.Has(item.SensorKey));
            entries.Add(new FeedEntry(entry.Sequence, own, _routes));
            samples += own.Length;
            if (samples >= SamplesPerReading || entries.Count >= BatchesPerReading)
                break;
        }

        return entries;
    }

    /// <summary>Tells whoever waits, where something has come since the last look.</summary>
    public void Look()
    {
        if (Interlocked.Exchange(ref _seen, Last) != Last)
            Wake();
    }

    /// <summary>The grid is to say that it has everything, where the last batches had nothing for it.</summary>
    public void Confirm()
    {
        Interlocked.Exchange(ref _confirmTo, Last);
        Wake();
    }

    /// <summary>The disk is nearly full: what was not forwarded makes room for what comes.</summary>
    public void LetGo() => store.Journal.Release(store.Journal.CheckpointCursor);

    private void Wake()
    {
        TaskCompletionSource news;
        lock (_lock)
            (news, _news) = (_news, NewSource());
        news.SetResult();
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
