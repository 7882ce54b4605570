using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Placement;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Grains.Hosting;
using OrleansTwin.Grains.Interfaces;
using OrleansTwin.Grains.Plants;
using OrleansTwin.Ingest.Simulator;
using OrleansTwin.Ingest.Sources;
using OrleansTwin.Runtime.Answers;
using OrleansTwin.Runtime.Commands;
using OrleansTwin.Runtime.Feeds;
using OrleansTwin.Runtime.Forwarding;
using OrleansTwin.Runtime.Metrics;
using OrleansTwin.Runtime.Shards;
using OrleansTwin.Runtime.Sites;
using OrleansTwin.Store;
using OrleansTwin.Twins.Model;
using DeadLetter = OrleansTwin.Api.Hosting.DeadLetter;
using UnknownTag = OrleansTwin.Api.Hosting.UnknownTag;

namespace OrleansTwin.Grains.Feeds;

/// <summary>A feed's activation: opens its journal, connects its sources and carries what they bring to the shards.</summary>
[GrainType(GrainNames.Feed), PreferLocalPlacement, Reentrant, KeepAlive]
internal sealed partial class FeedGrain(
    IGrainFactory grains, GridStores stores, GridPlants plants, GridOptions options, GridMetrics metrics, ShardMap shards,
    GridClock clock, ILogger<FeedGrain> log) : Grain, IFeedGrain
{
    private readonly PlantFollowing _following = new(plants);
    private readonly CancellationTokenSource _ending = new();
    private readonly HistoryUploads _uploads = new();
    private ITwinStore? _store;
    private TelemetryFeed? _feed;
    private IngestControl? _ingest;
    private IDisposable? _told;
    private Task _watching = Task.CompletedTask;

    private string Name => this.GetPrimaryKeyString();

    private IngestControl Ingest => _ingest ?? throw Moving();

    public override Task OnActivateAsync(CancellationToken cancellationToken) =>
        Task.Run(() => OpenAsync(cancellationToken), cancellationToken);

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _ingest = null;
        _told?.Dispose();
        _uploads.Dispose();
        await Task.Run(CloseAsync, CancellationToken.None);
        LogClosed(log, Name, reason.Description);
        _following.Dispose();
    }

    public async Task StayAwakeAsync(long plantVersion)
    {
        if (_feed?.TruncationFault is StoreRefusedException)
            DeactivateOnIdle();
        else
            await _following.FollowAsync(plantVersion, FollowAsync);
    }

    public Task<TelemetryReceipt> SubmitTelemetryAsync(TelemetryMessage message, CancellationToken cancellation) => Task.Run(
        () => Ingest.SubmitTelemetryAsync(
            new TelemetrySubmission(
                message.Body, message.ContentType, message.ContentEncoding, message.IdempotencyKey, message.ReceivedAt),
            cancellation),
        cancellation);

    public Task<Guid> BeginImportAsync(string? contentEncoding, string? columns) =>
        Task.FromResult(_uploads.Begin(Ingest, contentEncoding, columns));

    public Task ImportPartAsync(Guid import, byte[] part) => Task.Run(() => _uploads.AddAsync(import, part));

    public Task<HistoryImportReceipt> EndImportAsync(Guid import) => Task.Run(() => _uploads.EndAsync(import));

    public Task<Page<UnknownTag>> ListUnknownTagsAsync(PageQuery query, CancellationToken cancellation) =>
        Ingest.ListUnknownTagsAsync(query, cancellation);

    public Task<ValueKind?> KindOfUnknownAsync(string tag, CancellationToken cancellation) =>
        Task.FromResult(_feed?.Ingest.Pipeline.UnknownTags.Find(tag)?.KindGuess);

    public Task<Page<DeadLetter>> ListDeadLettersAsync(PageQuery query, CancellationToken cancellation) =>
        Ingest.ListDeadLettersAsync(query, cancellation);

    public async Task<HealthReport> CheckHealthAsync(CancellationToken cancellation)
    {
        var report = await Ingest.CheckHealthAsync(cancellation);
        var behind = _feed!.Lanes.Where(lane => lane.Failure is not null).Select(lane => new HealthCheck(
            $"way to shard {lane.Shard}", false, $"{lane.Failure} {lane.LagBatches} batches wait in the feed's journal.",
            "See what the shard waits for; it goes on by itself, and nothing is lost."));
        var reported = _reported is null ? [] : (await _reported.CheckHealthAsync(cancellation)).Checks;
        return report with { Checks = [.. report.Checks, .. behind, .. reported] };
    }

    private async Task OpenAsync(CancellationToken cancellation)
    {
        var inForce = await plants.ReadAsync(cancellation);
        _store = await stores.OpenFeedAsync(Name);
        try
        {
            var sources = Sources(inForce.Plant, _store);
            _feed = await TelemetryFeed.OpenAsync(
                Name, options.Feed, options.Ingest, _store, inForce.Plant, sources, new GrainFeedTarget(grains, shards),
                shards.TakerOfSensor, clock.Time, log, cancellation);
            _feed.Start();
            if (SiteFeeds.SiteOf(Name) is { } siteId)
            {
                await grains.Plant().AddFeedAsync(Name);
                if (shards.ReportedSiteOf(siteId) is not null)
                    _reported = await OpenReportedAsync(siteId, inForce.Plant, cancellation);
                _site = await SiteInlet.OpenAsync(siteId, _store, _feed, inForce.Plant, clock.Time, cancellation, _reported);
            }

            _ingest = new IngestControl(_feed.Ingest, _store, clock.Time);
            _told = metrics.Add(
                "feed", Name, () => [.. IngestFamilies.Of(_feed.Ingest), .. StoreFamilies.Of(_store), .. _feed.Read()]);
            _watching = new SourceWatch(sources, _feed.Ingest.Pipeline, log).RunAsync(_ending.Token);
            _following.Begin(inForce);
            LogOpen(log, Name, string.Join(", ", sources.Select(source => source.Name).Append("what is posted")));
        }
        catch
        {
            await _store.DisposeAsync();
            throw;
        }
    }

    private async Task CloseAsync()
    {
        await _ending.CancelAsync();
        await _watching;
        _site?.Dispose();
        if (_reported is { } reported)
            await reported.DisposeAsync();
        if (_feed is { } feed)
            await feed.DisposeAsync();
        if (_store is { } store)
            await store.DisposeAsync();
        _ending.Dispose();
    }

    private List<ISource> Sources(Plant plant, ITwinStore store)
    {
        var settings = options.Feeds.GetValueOrDefault(Name) ?? new FeedSettings();
        List<ISource> sources = [.. PlantSources.Brokers(settings.Mqtt, plant, stores.PlaceOfFeed(Name), isTemporary: false)];
        if (settings.Simulate)
        {
            var now = clock.Time.GetUtcNow().UtcTicks;
            var start = store.ReadCounters().LastSequence == 0 ? now - PlantSources.SimulatedPast.Ticks : now;
            sources.Add(new SimulatorSource(PlantSources.Emitter(plant, start, settings.Seed)));
        }

        return sources;
    }

    /// <summary>
    /// Shards follow a new version before the feed decodes by it: what their twins don't know would go to their history only. One
    /// that can't be reached takes it up with its twins.
    /// </summary>
    private async Task FollowAsync(PlantInForce inForce)
    {
        if (_feed is not { } feed)
            return;
        await Task.WhenAll(Enumerable.Range(0, shards.Count).Select(
            shard => FollowedByAsync(shard, inForce.Document.Version)));
        await feed.UsePlantAsync(inForce.Plant, CancellationToken.None);
        if (_site is { } site)
            await site.UsePlantAsync(inForce.Plant, CancellationToken.None);
    }

    private async Task FollowedByAsync(int shard, long version)
    {
        try
        {
            await grains.Shard(shard).StayAwakeAsync(version);
        }
        catch (Exception away)
        {
            LogNotFollowed(log, Name, shard, away.Message);
        }
    }

    private HostFaultException Moving() => new(
        HostFault.Unavailable, $"Feed {Name} is moving to another process.", "a feed that runs.", "Send it again.")
    {
        RetryAfter = TimeSpan.FromSeconds(1),
    };

    [LoggerMessage(2303, LogLevel.Warning, "Feed {Feed} decodes by the new plant before shard {Shard} has followed: {Reason}")]
    private static partial void LogNotFollowed(ILogger log, string feed, int shard, string reason);

    [LoggerMessage(2301, LogLevel.Information, "Feed {Feed} takes in {Sources}.")]
    private static partial void LogOpen(ILogger log, string feed, string sources);

    [LoggerMessage(2302, LogLevel.Information, "Feed {Feed} is closed: {Reason}")]
    private static partial void LogClosed(ILogger log, string feed, string reason);
}
