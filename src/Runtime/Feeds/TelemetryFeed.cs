using Microsoft.Extensions.Logging;
using OrleansTwin.Diagnostics;
using OrleansTwin.Ingest.Http;
using OrleansTwin.Ingest.Pipeline;
using OrleansTwin.Ingest.Sources;
using OrleansTwin.Runtime.Hosting;
using OrleansTwin.Store;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Runtime.Feeds;

/// <summary>
/// The ingest of a grid: sources and posted telemetry go through the pipeline into a journal of their own, where they are
/// acknowledged, and from there to the shards, in order and exactly once. Nothing but the journal has to be kept for that: each
/// shard knows what it has, and the journal is truncated behind what all have.
/// </summary>
internal sealed partial class TelemetryFeed : IMetricSource, IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly FeedOptions _options;
    private readonly ITwinStore _store;
    private readonly FeedLog _log;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private Task _running = Task.CompletedTask;

    private TelemetryFeed(
        string name, FeedOptions options, ITwinStore store, FeedLog log, IReadOnlyList<FeedLane> lanes, PlantIngest ingest,
        TimeProvider time, ILogger logger) =>
        (Name, _options, _store, _log, Lanes, Ingest, Inlet, _time, _logger) =
        (name, options, store, log, lanes, ingest, new FeedInlet(store, log.TakeAsync, time), time, logger);

    /// <summary>What the shards know it by.</summary>
    public string Name { get; }

    public PlantIngest Ingest { get; }

    public HttpTelemetry Http => Ingest.Http;

    /// <summary>The way in for what another feed forwards, conditioned already.</summary>
    public FeedInlet Inlet { get; }

    /// <summary>The way to each shard, in their order.</summary>
    public IReadOnlyList<FeedLane> Lanes { get; }

    /// <summary>What the journal's truncation ran into; null: it succeeded.</summary>
    public Exception? TruncationFault { get; private set; }

    /// <summary>Opens a feed over its journal; sources are silent until <see cref="Start"/>.</summary>
    /// <param name="name">Tells this feed's metrics and log lines from those of others.</param>
    /// <param name="options">Of the way to the shards.</param>
    /// <param name="limits">Of the pipeline.</param>
    /// <param name="store">The feed's own; it stays the caller's.</param>
    /// <param name="plant">The plant in force.</param>
    /// <param name="sources">What telemetry comes from, beside posts.</param>
    /// <param name="target">The shards.</param>
    /// <param name="shardOf">The shard of a sensor's path, whether or not the plant has the sensor; always the same.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">For what operators have to know.</param>
    /// <param name="cancellation">Gives the start up.</param>
    public static async Task<TelemetryFeed> OpenAsync(
        string name,
        FeedOptions options,
        IngestOptions limits,
        ITwinStore store,
        Plant plant,
        IReadOnlyList<ISource> sources,
        IFeedTarget target,
        Func<string, int> shardOf,
        TimeProvider time,
        ILogger logger,
        CancellationToken cancellation)
    {
        options.Validate();
        var id = await FeedIdentity.OfAsync(name, store, cancellation);
        await RegisterAsync(store, plant, cancellation);
        var routes = new FeedRoutes(store.Names, target.Count, shardOf);
        var log = new FeedLog(store, routes, options.RecentBytesMax, time);
        var tags = await store.UnknownTags.ReadAsync(cancellation);
        var ingest = new PlantIngest(store, plant, sources, tags, sink: log, imports: log, time, logger, limits);
        FeedLane[] lanes =
        [
            .. Enumerable.Range(0, target.Count).Select(
                shard => new FeedLane(id, shard, log, routes, target, options, time, logger)),
        ];
        return new TelemetryFeed(name, options, store, log, lanes, ingest, time, logger);
    }

    /// <summary>Lets telemetry in and forwards it.</summary>
    public void Start() => _running = Task.WhenAll(
    [
        Ingest.RunAsync(_stopping.Token),
        _time.EveryAsync(_options.TruncationPeriod, SaveAsync, _stopping.Token),
        .. Lanes.Select(lane => lane.RunAsync(_stopping.Token)),
    ]);

    /// <summary>
    /// From the next message on, tags and sensors are those of another version of the plant. The shards have it before: what
    /// their twins don't know goes to their history only.
    /// </summary>
    public async Task UsePlantAsync(Plant plant, CancellationToken cancellation)
    {
        await RegisterAsync(_store, plant, cancellation);
        Ingest.UsePlant(plant);
    }

    /// <summary>Truncates the journal behind what all shards have, and keeps what else has changed.</summary>
    public async Task SaveAsync(CancellationToken cancellation)
    {
        try
        {
            await _log.TruncateAsync(cancellation);
            await Ingest.SaveUnknownTagsAsync(cancellation);
            TruncationFault = null;
        }
        catch (Exception failed) when (failed is not OperationCanceledException)
        {
            // Told once until it works again. The next time takes everything along; a journal that is full holds sources back.
            if (TruncationFault is null)
                LogNotTruncated(_logger, failed.Message);
            TruncationFault = failed;
        }
    }

    public IEnumerable<MetricFamily> Read() => FeedFamilies.Of(Name, _log, Lanes);

    /// <summary>
    /// Stops the sources and commits what was received. What is not forwarded then is forwarded after the next start.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        try
        {
            await _running;
            await SaveAsync(CancellationToken.None);
        }
        finally
        {
            await _log.DisposeAsync();
            _stopping.Dispose();
        }
    }

    private static async Task RegisterAsync(ITwinStore store, Plant plant, CancellationToken cancellation) =>
        await store.Names.GetOrAddAsync([.. plant.Assets.OfType<SensorAsset>().Select(sensor => sensor.Id)], cancellation);

    [LoggerMessage(
        1604, LogLevel.Error, "The feed's journal can't be truncated; it keeps everything, and goes on trying. {Reason}")]
    private static partial void LogNotTruncated(ILogger logger, string reason);
}
