using Microsoft.Extensions.Logging;
using OrleansTwin.Diagnostics;
using OrleansTwin.Runtime.Links;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Runtime.Feeds;

/// <summary>
/// The way to one shard: a loop with one call under way, which holds what has come since the one before. So calls grow with the
/// load, and a shard that is slow or away holds up nobody else. After a failure the shard is asked where it stands, since an
/// attempt may have been taken, and everything behind that is read and sent anew.
/// </summary>
internal sealed partial class FeedLane(
    string feed, int shard, IFeedLog log, FeedRoutes routes, IFeedTarget target, FeedOptions options, TimeProvider time,
    ILogger logger)
{
    private readonly Queue<FeedEntry> _ahead = new();
    private SensorSample[] _samples = new SensorSample[256];
    private int _count;
    private bool _isAsked;
    private long _calls;
    private long _sent;
    private long _retries;
    private long _missing;
    private long _passed = log.Truncated;
    private long _oldestTicks;

    public int Shard => shard;

    /// <summary>Calls that were answered.</summary>
    public long Calls => Interlocked.Read(ref _calls);

    /// <summary>Samples in them.</summary>
    public long Samples => Interlocked.Read(ref _sent);

    /// <summary>Attempts that failed and were repeated.</summary>
    public long Retries => Interlocked.Read(ref _retries);

    /// <summary>Batches that the shard does not have and that are gone from the feed's journal.</summary>
    public long Missing => Interlocked.Read(ref _missing);

    /// <summary>What the last attempt failed with; null: it succeeded.</summary>
    public string? Failure { get; private set; }

    /// <summary>Durable batches that the shard does not have; while it is idle, those that pass it by don't count.</summary>
    public long LagBatches => Math.Max(0, log.Last - Interlocked.Read(ref _passed));

    /// <summary>How long ago the oldest sample was received that the shard does not have.</summary>
    public TimeSpan Lag => Interlocked.Read(ref _oldestTicks) is > 0 and var oldest
        ? TimeSpan.FromTicks(Math.Max(0, time.GetUtcNow().UtcTicks - oldest))
        : TimeSpan.Zero;

    /// <summary>A call, with the keys that it needed.</summary>
    public LatencyHistogram Call { get; } = new();

    /// <summary>Runs until cancelled; a call that is under way then may have been taken.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        for (var attempts = 0; !cancellation.IsCancellationRequested;)
        {
            try
            {
                if (attempts > 0)
                    await Task.Delay(Backoff.After(attempts, options.RetryMin, options.RetryMax), time, cancellation);
                if (!_isAsked)
                    StandAt(await target.PositionAsync(shard, feed, cancellation));
                await SendAsync(await GatherAsync(cancellation), cancellation);
                if (attempts > 0)
                    LogAnswersAgain(logger, target.NameOf(shard), feed, attempts);
                (attempts, Failure) = (0, null);
            }
            catch (Exception failed)
            {
                if (!cancellation.IsCancellationRequested)
                    Note(failed, ++attempts);
            }
        }
    }

    /// <summary>
    /// Collects the shard's samples of the batches behind its position, waiting until there are some. Where others' batches have
    /// passed it and are about to be truncated, it has to confirm that, with no samples.
    /// </summary>
    private async Task<FeedBatch> GatherAsync(CancellationToken cancellation)
    {
        var position = log.PositionOf(shard);
        var to = position;
        for (_count = 0; ;)
        {
            var news = log.News;
            if (_ahead.Count == 0)
                (await log.ReadAfterAsync(to, cancellation)).ForEach(_ahead.Enqueue);
            if (_ahead.TryPeek(out var entry) && (_count == 0 || _count + entry.Of(shard).Length <= options.SamplesPerCallMax))
            {
                Add(entry.Of(shard));
                to = _ahead.Dequeue().Sequence;
            }
            else if (_count > 0 || (to > position && position < log.ConfirmTo))
            {
                return new FeedBatch(feed, position + 1, to, _samples.AsMemory(0, _count));
            }
            else
            {
                // It has everything, be it by an attempt whose answer was lost.
                Interlocked.Exchange(ref _passed, to);
                Interlocked.Exchange(ref _oldestTicks, 0);
                Failure = null;
                await news.WaitAsync(cancellation);
            }
        }
    }

    private async Task SendAsync(FeedBatch batch, CancellationToken cancellation)
    {
        var start = time.GetTimestamp();
        await TranslateAsync(cancellation);
        StandAt(await target.TakeAsync(shard, batch, cancellation));
        Call.Record(time.GetElapsedTime(start));
        Interlocked.Increment(ref _calls);
        Interlocked.Add(ref _sent, batch.Samples.Length);
        Interlocked.Exchange(ref _oldestTicks, 0);
    }

    /// <summary>The shard's keys take the place of the feed's own.</summary>
    private async Task TranslateAsync(CancellationToken cancellation)
    {
        var unknown = new HashSet<int>();
        for (var i = 0; i < _count; i++)
        {
            if (routes.ShardKeyOf(_samples[i].SensorKey) < 0)
                unknown.Add(_samples[i].SensorKey);
        }

        if (unknown.Count > 0)
        {
            var asked = unknown.ToArray();
            routes.Learn(asked, await target.KeysAsync(shard, [.. asked.Select(routes.NameOf)], cancellation));
        }

        foreach (ref var item in _samples.AsSpan(0, _count))
            item = item with { SensorKey = routes.ShardKeyOf(item.SensorKey) };
    }

    /// <summary>The shard has said where it stands: what follows is sent next, whatever was sent before.</summary>
    private void StandAt(long position)
    {
        _isAsked = true;
        if (position < log.Truncated)
        {
            Interlocked.Add(ref _missing, log.Truncated - position);
            LogMissing(logger, target.NameOf(shard), position + 1, log.Truncated, feed, log.WhyMissing);
            position = log.Truncated;
        }

        log.StandAt(shard, position);
        Interlocked.Exchange(ref _passed, position);
        if (_ahead.TryPeek(out var next) && next.Sequence != position + 1)
            _ahead.Clear();
    }

    private void Add(ReadOnlySpan<SensorSample> samples)
    {
        if (samples.IsEmpty)
            return;
        if (_count == 0)
            Interlocked.Exchange(ref _oldestTicks, samples[0].Sample.ReceiveTicks);
        if (_count + samples.Length > _samples.Length)
            Array.Resize(ref _samples, Math.Max(_samples.Length * 2, _count + samples.Length));
        samples.CopyTo(_samples.AsSpan(_count));
        _count += samples.Length;
    }

    /// <summary>An attempt may still be under way: its samples are left to it, and what was read ahead is read again.</summary>
    private void Note(Exception failed, int attempts)
    {
        Interlocked.Increment(ref _retries);
        if (failed.Message != Failure)
            LogFailed(logger, target.NameOf(shard), feed, failed.Message);
        (Failure, _isAsked, _samples) = (failed.Message, false, new SensorSample[256]);
        _ahead.Clear();
        routes.Forget(shard);
    }

    [LoggerMessage(
        1601, LogLevel.Warning,
        "{Taker} does not take feed {Feed}: {Reason} It is tried again; what comes meanwhile is kept.")]
    private static partial void LogFailed(ILogger logger, string taker, string feed, string reason);

    [LoggerMessage(1602, LogLevel.Information, "{Taker} takes feed {Feed} again, after {Attempts} attempts that failed.")]
    private static partial void LogAnswersAgain(ILogger logger, string taker, string feed, int attempts);

    [LoggerMessage(
        1603, LogLevel.Error,
        "{Taker} lacks batches {From} to {To} of feed {Feed}: {Why} What comes now goes on behind them.")]
    private static partial void LogMissing(ILogger logger, string taker, long from, long to, string feed, string why);
}
