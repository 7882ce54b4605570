using System.Diagnostics;
using Microsoft.Extensions.Logging;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Diagnostics;
using OrleansTwin.Runtime.Answers;
using OrleansTwin.Runtime.Engine;
using OrleansTwin.Runtime.Feeds;
using OrleansTwin.Runtime.Shards;
using OrleansTwin.Store;
using OrleansTwin.Twins.Reports;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Runtime.Forwarding;

/// <summary>
/// Carries what an Edge's twins came to, and none of their samples, to a grid. The ledger is the store of store-and-forward: its
/// rows go in the order in which they were written last, from the place that the grid has come to, so what was corrected ten
/// times while the link was away crosses once. Behind the last row goes what machines did when the first was looked for.
/// </summary>
internal sealed partial class ReportForwarder : IForwarder
{
    /// <summary>
    /// Few enough for a thin link to carry within a request's time; what a site of some hundred machines does in a minute.
    /// </summary>
    private const int RowsPerRequest = 500;

    private static readonly TimeSpan RetryMin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryMax = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stopping = new();
    private readonly ForwardOptions _options;
    private readonly TwinEngine _engine;
    private readonly LocalShard _shard;
    private readonly GridClient _grid;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly LatencyHistogram _request = new();
    private Task _running = Task.CompletedTask;
    private LedgerPlace? _place;
    private IReadOnlyList<AlarmView>? _alarmsTold;
    private long _toldTicks;
    private long _backlog;
    private long _requests;
    private long _reports;
    private long _retries;

    private ReportForwarder(
        ForwardOptions options, string siteId, string feed, TwinEngine engine, LocalShard shard, HttpMessageHandler link,
        TimeProvider time, ILogger logger)
    {
        (_options, SiteId, Feed, _engine, _shard, _time, _logger) = (options, siteId, feed, engine, shard, time, logger);
        (_grid, _toldTicks) = (new GridClient(options, link, siteId), time.GetUtcNow().UtcTicks);
    }

    public string SiteId { get; }

    /// <summary>What the grid knows this Edge's ledger by.</summary>
    public string Feed { get; private set; }

    /// <summary>What the last attempt ran into; null: it succeeded.</summary>
    public string? Failure { get; private set; }

    /// <summary>Since the newest state of which the grid has everything.</summary>
    public TimeSpan Behind => TimeSpan.FromTicks(
        Math.Max(0, _time.GetUtcNow().UtcTicks - Interlocked.Read(ref _toldTicks)));

    /// <summary>Batches of the journal since the newest place that the grid has come to.</summary>
    public long Backlog => Interlocked.Read(ref _backlog);

    /// <summary>Opens the way to the grid; nothing is sent until <see cref="Start"/>.</summary>
    /// <param name="options">Which site, and how.</param>
    /// <param name="engine">The Edge's; its ledger gets an index.</param>
    /// <param name="shard">Tells what its machines do.</param>
    /// <param name="link">Carries requests to the grid.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">For what operators have to know.</param>
    /// <param name="cancellation">Gives the start up.</param>
    /// <exception cref="FormatException">The plant has no such site; says which it has.</exception>
    public static async Task<ReportForwarder> OpenAsync(
        ForwardOptions options, TwinEngine engine, LocalShard shard, HttpMessageHandler link, TimeProvider time,
        ILogger logger, CancellationToken cancellation)
    {
        var siteId = options.SiteOf(engine.Runtime.Plant);
        await engine.Store.Ledger.IndexChangesAsync(cancellation);
        var feed = await FeedIdentity.OfAsync(siteId, engine.Store, cancellation);
        return new ReportForwarder(options, siteId, feed, engine, shard, link, time, logger);
    }

    public void Start() => _running = RunAsync();

    /// <summary>Trouble with the grid is no reason to take an Edge out of service.</summary>
    public HealthCheck CheckHealth() => Failure is { } failure
        ? new HealthCheck(
            "forwarding", false, $"{failure} The grid is behind by {Behind:d\\.hh\\:mm\\:ss}.",
            "See to the link, the grid and the key; it goes on by itself, and the ledger has everything.")
        : new HealthCheck("forwarding", true, $"{SiteId}: reports, {Behind:d\\.hh\\:mm\\:ss} old in the grid");

    public IReadOnlyList<MetricFamily> Read() => ForwardFamilies.Of(new ForwardCounters(
        Interlocked.Read(ref _requests), Samples: 0, Interlocked.Read(ref _reports), _grid.Bytes, Interlocked.Read(ref _retries),
        _request, Backlog, Behind, KeptBytes: 0, MissingBatches: 0));

    /// <summary>Brings the grid up to now. What fails is begun anew by the next one, from where the grid stands.</summary>
    public async Task TellAsync(CancellationToken cancellation)
    {
        try
        {
            // The grid may claim to know what machines did up to their watermarks: their rows are in the ledger first.
            var (state, at) = (await _shard.ReadSiteAsync(SiteId, cancellation), _time.GetUtcNow());
            var final = await FinalCursorAsync(cancellation);
            if (_place is null)
                await FindPlaceAsync(final, cancellation);
            while (!await SendPageAsync(state, at, final, cancellation))
            {
            }

            (_alarmsTold, Failure) = (state.Alarms, null);
            Interlocked.Exchange(ref _toldTicks, at.UtcTicks);
        }
        catch (Exception failed) when (!cancellation.IsCancellationRequested)
        {
            (_place, _alarmsTold) = (null, null);
            Interlocked.Increment(ref _retries);
            if (Failure != failed.Message)
                LogFailed(_logger, _grid.Name, failed.Message);
            Failure = failed.Message;
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _grid.Dispose();
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        var retry = RetryMin;
        while (true)
        {
            var wait = _options.ReportPeriod;
            try
            {
                await TellAsync(_stopping.Token);
                retry = RetryMin;
            }
            catch (Exception) when (!_stopping.IsCancellationRequested)
            {
                (wait, retry) = (retry, retry * 2 < RetryMax ? retry * 2 : RetryMax);
            }

            await Task.Delay(wait, _time, _stopping.Token);
        }
    }

    /// <summary>
    /// Saves what the twins have become. Later checkpoints have other cursors than the one that is returned, since a batch
    /// follows it: what was written up to it stays in its place.
    /// </summary>
    private async Task<long> FinalCursorAsync(CancellationToken cancellation)
    {
        await _engine.CheckpointAsync(cancellation);
        await await _engine.TakeAsync(ReadOnlyMemory<SensorSample>.Empty, default, 0, cancellation);
        return (await _engine.CheckpointAsync(cancellation)).Cursor - 1;
    }

    /// <summary>Asks where the grid stands. Where it has more than was ever written here, this is another Edge.</summary>
    private async Task FindPlaceAsync(long final, CancellationToken cancellation)
    {
        var place = await SendAsync(Message(default, default, []), cancellation);
        if (place.Cursor > final)
        {
            var before = Feed;
            Feed = await FeedIdentity.RenewAsync(SiteId, _engine.Store, cancellation);
            LogRenewed(_logger, before, Feed);
            place = await SendAsync(Message(default, default, []), cancellation);
        }

        _place = place;
    }

    /// <summary>True: it was the last one.</summary>
    private async Task<bool> SendPageAsync(SiteState state, DateTimeOffset at, long final, CancellationToken cancellation)
    {
        var place = _place ?? default;
        var page = await _engine.Store.Ledger.ReadChangesAsync(place, final, RowsPerRequest, cancellation);
        var reports = page.Rows.Select(row => row.Report).Where(report => Paths.IsAtOrBelow(report.TwinId, SiteId)).ToList();
        Interlocked.Exchange(ref _backlog, page.IsAll ? 0 : final - page.To.Cursor);
        var message = Message(place, page.To, reports);
        if (page.IsAll)
        {
            var now = new ForwardReport(0, _time.GetUtcNow() - at, 0);
            message = message with { Report = now, State = NewsOf(state), Cut = final, AtTicks = at.UtcTicks };
        }

        if (await SendAsync(message, cancellation) is var found && found != page.To)
            throw new IOException($"It stands at {found}, and was sent what leads to {page.To}.");
        _place = page.To;
        Interlocked.Add(ref _reports, reports.Count);
        return page.IsAll;
    }

    /// <summary>Without alarms that the grid was told before.</summary>
    private SiteState NewsOf(SiteState state) =>
        _alarmsTold is { } told && state.Alarms is { } alarms && told.SequenceEqual(alarms)
            ? state with { Alarms = null }
            : state;

    private ReportMessage Message(LedgerPlace after, LedgerPlace to, IReadOnlyCollection<BucketReport> reports) =>
        new(Feed, new ForwardReport(Backlog, Behind, 0), _options.ReportPeriod, after, to, reports);

    private async Task<LedgerPlace> SendAsync(ReportMessage message, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        var answer = await _grid.SendAsync(message.Pack(), ReportMessage.ContentType, cancellation);
        _request.RecordSince(start);
        Interlocked.Increment(ref _requests);
        return new LedgerPlace(answer.Position, answer.Row);
    }

    [LoggerMessage(1703, LogLevel.Warning, "{Grid} does not take reports; they wait in the ledger. {Reason}")]
    private static partial void LogFailed(ILogger logger, string grid, string reason);

    [LoggerMessage(
        1704, LogLevel.Warning,
        "This Edge's store is a copy of one that has sent more, or comes from a backup: it goes on as {After}, not as {Before}. "
        + "If it takes that one's place, release the site on the grid: POST /api/v1/sites/release/… with an admin key.")]
    private static partial void LogRenewed(ILogger logger, string before, string after);
}
