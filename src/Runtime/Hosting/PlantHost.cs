using Microsoft.Extensions.Logging;
using OrleansTwin.Ingest.Pipeline;
using OrleansTwin.Ingest.Sources;
using OrleansTwin.PlantFiles;
using OrleansTwin.Runtime.Answers;
using OrleansTwin.Runtime.Engine;
using OrleansTwin.Runtime.Forwarding;
using OrleansTwin.Runtime.Health;
using OrleansTwin.Runtime.Lives;
using OrleansTwin.Runtime.Maintenance;
using OrleansTwin.Runtime.Shards;
using OrleansTwin.Runtime.Webhooks;
using OrleansTwin.Store;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Runtime.Hosting;

/// <summary>
/// One plant in one process: store, engine, ingest and their clocks, from start to an orderly end. The gateway is put in front
/// of <see cref="Twins"/>.
/// </summary>
internal sealed partial class PlantHost : IPlantFollower, IAsyncDisposable
{
    private readonly PlantHostOptions _options;
    private readonly TimeProvider _time;
    private readonly SteadyClock _clock;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stopping = new();
    private IForwarder? _forwarder;
    private Task _running = Task.CompletedTask;
    private bool _isFailing;
    private bool _hasTicked;

    private PlantHost(
        PlantHostOptions options, TwinEngine engine, PlantIngest ingest, MaintenanceDesk desk, HealthWatch health,
        LifeWatch lives, WebhookSet webhooks, PlantVersion version, TimeProvider time, ILogger log)
    {
        (_options, Engine, Ingest, _time, _log) = (options, engine, ingest, time, log);
        (Health, Lives, Webhooks) = (health, lives, webhooks);
        Shard = new LocalShard(engine, time, health, lives, desk, webhooks);
        var plants = new PlantControl(engine.Store, this, version, time);
        var control = new HostControl(engine, ingest, plants, webhooks, () => _forwarder, time);
        Twins = new TwinHost(new ShardMap(1), [Shard], control, time);
        _clock = new SteadyClock(time);
    }

    public TwinEngine Engine { get; }

    public PlantIngest Ingest { get; }

    public HealthWatch Health { get; }

    public LifeWatch Lives { get; }

    public WebhookSet Webhooks { get; }

    /// <summary>The twins as a shard of a grid.</summary>
    public LocalShard Shard { get; }

    public TwinHost Twins { get; }

    /// <summary>
    /// Opens the plant's past and takes up its twins; sources are silent until <see cref="Start"/>. Limits of the ingest are the
    /// defaults unless given; the disk is watched where <paramref name="freeBytes"/> tells of it.
    /// </summary>
    public static async Task<PlantHost> OpenAsync(
        PlantHostOptions options,
        string plantText,
        Plant plant,
        ITwinStore store,
        IReadOnlyList<ISource> sources,
        TimeProvider time,
        ILogger log,
        CancellationToken cancellation,
        IngestOptions? limits = null,
        Func<long>? freeBytes = null)
    {
        var start = await StartingPlant.ChooseAsync(store, plantText, plant, time, cancellation);
        if (start.Version.Text != plantText)
            LogKeptVersion(log, start.Version.Info.Number, start.Version.Info.Note);
        foreach (var source in sources)
            Tell(source, start, isOfFile: start.Version.Text == plantText);
        return await OpenAsync(options, start, store, sources, time, log, cancellation, limits, freeBytes);
    }

    /// <summary>
    /// The same where it is known which plant takes force, and on a grid where trained models are kept and which shards there are
    /// beside this one.
    /// </summary>
    public static async Task<PlantHost> OpenAsync(
        PlantHostOptions options,
        StartingPlant start,
        ITwinStore store,
        IReadOnlyList<ISource> sources,
        TimeProvider time,
        ILogger log,
        CancellationToken cancellation,
        IngestOptions? limits = null,
        Func<long>? freeBytes = null,
        ITrainedModelShelf? models = null,
        OtherShards? others = null)
    {
        await store.PlantVersions.PutInForceAsync(start.Version.Info.Number, time.GetUtcNow().UtcTicks, cancellation);
        var webhooks = await WebhookSet.OpenAsync(options.Webhooks, store.Outbox, time, log, cancellation);
        var engine = await TwinEngine.StartAsync(start.Plant, store, log, cancellation, time, options.Recovery);
        IBatchSink sink = freeBytes is null ? engine : new DiskGuard(engine, freeBytes, options.DiskFreeBytesMin, time);
        var desk = new MaintenanceDesk(engine, webhooks, time);
        var health = new HealthWatch(options.Health, engine, desk, time, log, others);
        var lives = new LifeWatch(options.Health, engine, desk, models ?? store.TrainedModels, time, log);
        var tags = await store.UnknownTags.ReadAsync(cancellation);
        var ingest = new PlantIngest(
            store, start.Plant, sources, tags, sink, imports: new FoldedSink(sink, engine), time, log, limits);
        return new PlantHost(options, engine, ingest, desk, health, lives, webhooks, start.Version, time, log);
    }

    /// <summary>What is taken in goes to a grid, too, from <see cref="Start"/> on.</summary>
    public void Forward(IForwarder forwarder) => _forwarder = forwarder;

    /// <summary>Twins and sources go on by another version of the plant.</summary>
    public async Task FollowAsync(Plant plant, PlantVersion version)
    {
        await Engine.ReplacePlantAsync(plant, version.Info, CancellationToken.None);
        Ingest.UsePlant(plant);
    }

    public Task<ValueKind?> KindOfUnknownAsync(string tag, CancellationToken cancellation) =>
        Task.FromResult(Ingest.Pipeline.UnknownTags.Find(tag)?.KindGuess);

    /// <summary>
    /// Lets telemetry in and the clocks run. A checkpoint that nothing came in for is followed by <paramref name="atRest"/>.
    /// </summary>
    public void Start(Action? atRest = null)
    {
        _forwarder?.Start();
        Health.Start();
        Lives.Start();
        Webhooks.Start();
        _running = RunAsync(atRest);
    }

    private Task RunAsync(Action? atRest) => Task.WhenAll(
        Ingest.RunAsync(_stopping.Token),
        _time.EveryAsync(_options.CheckpointPeriod, cancellation => CheckpointAsync(atRest, cancellation), _stopping.Token),
        _options.HasClock ? _time.EveryAsync(ClockTicks.Period, TickAsync, _stopping.Token) : Task.CompletedTask);

    /// <summary>Stops the sources, commits and folds what was received, saves it and closes the store.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        try
        {
            await _running;
            await SaveUnknownTagsAsync(CancellationToken.None);
        }
        finally
        {
            if (_forwarder is { } forwarder)
                await forwarder.DisposeAsync();
            await Health.DisposeAsync();
            await Lives.DisposeAsync();
            await Webhooks.DisposeAsync();
            await Engine.DisposeAsync();
            await Engine.Store.DisposeAsync();
            _stopping.Dispose();
        }
    }

    // Sources were made for the file's plant.
    private static void Tell(ISource source, StartingPlant start, bool isOfFile)
    {
        if (!isOfFile)
            source.UsePlant(start.Plant);
        if (start.Former is { } former)
            source.LeavePlant(former);
    }

    private async Task CheckpointAsync(Action? atRest, CancellationToken cancellation)
    {
        try
        {
            var saved = await Engine.CheckpointAsync(cancellation);
            Webhooks.Wake();
            await SaveUnknownTagsAsync(cancellation);
            if (_isFailing)
                LogCheckpointRecovered(_log);
            _isFailing = false;
            if (saved.Samples > 0 || atRest is null)
                return;

            // The frames that led here hold what the checkpoint has written.
            await Task.Yield();
            atRest();
        }
        catch (Exception failed) when (failed is not OperationCanceledException)
        {
            // Told once until it works again; health tells of it all the while. The next one takes everything along.
            if (!_isFailing)
                LogCheckpointFailed(_log, failed.Message);
            _isFailing = true;
        }
    }

    private async Task SaveUnknownTagsAsync(CancellationToken cancellation)
    {
        try
        {
            await Ingest.SaveUnknownTagsAsync(cancellation);
        }
        catch (StoreUnavailableException failed)
        {
            LogUnknownTagsNotSaved(_log, failed);
        }
    }

    private async Task TickAsync(CancellationToken cancellation)
    {
        try
        {
            if (_clock.Read() is not { } now)
                return;
            await Engine.TickAsync(now, cancellation, hasBegun: !_hasTicked);
            _hasTicked = true;
        }
        catch (StoreUnavailableException)
        {
            // Health tells of it; a later tick says as much as this one.
        }
    }

    [LoggerMessage(
        1301, LogLevel.Error, "The checkpoint can't be written; the journal keeps everything. {Reason} It goes on trying.")]
    private static partial void LogCheckpointFailed(ILogger log, string reason);

    [LoggerMessage(1304, LogLevel.Information, "Checkpoints are written again.")]
    private static partial void LogCheckpointRecovered(ILogger log);

    [LoggerMessage(
        1302, LogLevel.Information,
        "The plant file is as it was: version {Version} ({Note}), made since through the API, is in force.")]
    private static partial void LogKeptVersion(ILogger log, int version, string note);

    [LoggerMessage(1303, LogLevel.Error, "Unknown tags could not be saved; they are counted on, and saved next time.")]
    private static partial void LogUnknownTagsNotSaved(ILogger log, Exception failed);
}
