using Microsoft.Extensions.Logging;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Diagnostics;
using OrleansTwin.Runtime.Engine;
using OrleansTwin.Runtime.Feeds;
using OrleansTwin.Runtime.Hosting;
using OrleansTwin.Store;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Runtime.Forwarding;

/// <summary>
/// Carries what an Edge takes in to a grid, by store and forward: from the journal, in its order, exactly once. It reads the
/// journal beside the Edge and holds nothing up; while the grid is away, what is not forwarded stays on disk.
/// </summary>
internal sealed partial class Forwarder : IForwarder
{
    /// <summary>The grid hears so often of an Edge that has nothing to send.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stopping = new();
    private readonly ForwardOptions _options;
    private readonly ITwinStore _store;
    private readonly GridClient _client;
    private readonly HttpGrid _grid;
    private readonly Func<bool> _isDiskFull;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private Task _running = Task.CompletedTask;
    private long _callsBefore;

    private Forwarder(
        ForwardOptions options, string siteId, string feed, ITwinStore store, HttpMessageHandler link,
        Func<bool> isDiskFull, TimeProvider time, ILogger logger)
    {
        (_options, SiteId, Feed, _store, _isDiskFull, _time, _logger) =
            (options, siteId, feed, store, isDiskFull, time, logger);
        _client = new GridClient(options, link, siteId);
        _grid = new HttpGrid(_client, this);
        (Log, Lane) = NewLane();
    }

    public string SiteId { get; }

    /// <summary>What the grid knows this Edge's journal by.</summary>
    public string Feed { get; private set; }

    public ForwardLog Log { get; private set; }

    public FeedLane Lane { get; private set; }

    /// <summary>How the Edge stands, as the grid is told.</summary>
    public ForwardReport Report => new(Lane.LagBatches, Lane.Lag, Lane.Missing);

    /// <summary>Opens the way to the grid; nothing is sent until <see cref="Start"/>.</summary>
    /// <param name="options">Which site, and how.</param>
    /// <param name="plant">Has the site.</param>
    /// <param name="store">The Edge's; keeps behind its checkpoints what is not forwarded.</param>
    /// <param name="link">Carries requests to the grid.</param>
    /// <param name="isDiskFull">Whether what is kept for the grid takes the room that the Edge needs.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">For what operators have to know.</param>
    /// <param name="cancellation">Gives the start up.</param>
    /// <exception cref="FormatException">The plant has no such site; says which it has.</exception>
    public static async Task<Forwarder> OpenAsync(
        ForwardOptions options, Plant plant, ITwinStore store, HttpMessageHandler link, Func<bool> isDiskFull,
        TimeProvider time, ILogger logger, CancellationToken cancellation)
    {
        var siteId = options.SiteOf(plant);
        var feed = await FeedIdentity.OfAsync(siteId, store, cancellation);
        var sensors = new SiteSensors(store.Names, siteId);
        if (plant.Assets.OfType<SensorAsset>().Count(sensor => !sensors.Has(sensor.Id)) is > 0 and var others)
            LogOthers(logger, others, siteId);
        return new Forwarder(options, siteId, feed, store, link, isDiskFull, time, logger);
    }

    public void Start() => _running = Task.WhenAll(
        CarryAsync(),
        _time.EveryAsync(_options.Period, LookAsync, _stopping.Token),
        _time.EveryAsync(Heartbeat, BeatAsync, _stopping.Token));

    /// <summary>Trouble with the grid is no reason to take an Edge out of service.</summary>
    public HealthCheck CheckHealth() => Lane.Failure is { } failure
        ? new HealthCheck(
            "forwarding", false,
            $"{failure} {Lane.LagBatches} batches wait, the oldest for {Lane.Lag:d\\.hh\\:mm\\:ss}; "
            + $"{_store.ReadCounters().JournalBytesKept >> 20} MiB of the journal are kept for them.",
            "See to the link, the grid and the key; it goes on by itself. Beyond storage:journalKeptBytesMax the oldest go.")
        : new HealthCheck(
            "forwarding", true, $"{SiteId}: {Lane.LagBatches} batches to go, {Lane.Missing} missing in the grid");

    public IReadOnlyList<MetricFamily> Read() => ForwardFamilies.Of(new ForwardCounters(
        Lane.Calls, Lane.Samples, Reports: 0, _client.Bytes, Lane.Retries, Lane.Call, Lane.LagBatches, Lane.Lag,
        _store.ReadCounters().JournalBytesKept, Lane.Missing));

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _client.Dispose();
        _stopping.Dispose();
    }

    /// <summary>
    /// As another Edge, where this store is a copy of one that goes on elsewhere, or older than what it has sent.
    /// </summary>
    private async Task CarryAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
            var carrying = Lane.RunAsync(either.Token);
            await Task.WhenAny(carrying, Log.Older);
            await either.CancelAsync();
            await carrying;
            if (_stopping.IsCancellationRequested)
                return;
            var before = Feed;
            Feed = await FeedIdentity.RenewAsync(SiteId, _store, _stopping.Token);
            LogRenewed(_logger, before, Feed);
            (Log, Lane) = NewLane();
        }
    }

    private (ForwardLog Log, FeedLane Lane) NewLane()
    {
        var log = new ForwardLog(_store, SiteId);
        var options = new FeedOptions
        {
            SamplesPerCallMax = _options.SamplesPerRequestMax,
            RetryMin = TimeSpan.FromSeconds(1),
            RetryMax = TimeSpan.FromSeconds(10),
        };
        return (log, new FeedLane(Feed, 0, log, log.Routes, _grid, options, _time, _logger));
    }

    private Task LookAsync(CancellationToken cancellation)
    {
        if (_isDiskFull())
            Log.LetGo();
        Log.Look();
        return Task.CompletedTask;
    }

    private async Task BeatAsync(CancellationToken cancellation)
    {
        Log.Confirm();
        if (Interlocked.Exchange(ref _callsBefore, Lane.Calls) != Lane.Calls || Lane.Failure is not null)
            return;
        try
        {
            await _grid.PositionAsync(0, Feed, cancellation);
        }
        catch (Exception failed) when (failed is not OperationCanceledException)
        {
            // The lane finds out, and tells, with the next thing to send.
        }
    }

    [LoggerMessage(
        1701, LogLevel.Warning, "{Count} sensors of this plant are not below {Site}: they are not forwarded.")]
    private static partial void LogOthers(ILogger logger, int count, string site);

    [LoggerMessage(
        1702, LogLevel.Warning,
        "This Edge's store is a copy of one that has sent more, or comes from a backup: it goes on as {After}, not as {Before}. "
        + "If it takes that one's place, release the site on the grid: POST /api/v1/sites/release/… with an admin key.")]
    private static partial void LogRenewed(ILogger logger, string before, string after);
}
