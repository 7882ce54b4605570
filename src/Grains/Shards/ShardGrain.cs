using System.Globalization;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Grains.Hosting;
using OrleansTwin.Grains.Interfaces;
using OrleansTwin.Grains.Placement;
using OrleansTwin.Grains.Plants;
using OrleansTwin.Runtime.Feeds;
using OrleansTwin.Runtime.Hosting;
using OrleansTwin.Runtime.Metrics;
using OrleansTwin.Runtime.Shards;
using OrleansTwin.Store;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Grains.Shards;

/// <summary>
/// A shard's activation: opens its store, takes its twins up by the plant in force and runs them as an Edge process does. The
/// twins have threads of their own; here calls only come in and answers go out, so that none waits for another.
/// </summary>
[GrainType(GrainNames.Shard), ShardPlacement, Reentrant, KeepAlive]
internal sealed partial class ShardGrain(
    GridStores stores, GridPlants plants, ShardMap shards, SeatWatch seats, GridOptions options, GridMetrics metrics,
    GridClock clock, ILogger<ShardGrain> log) : Grain, IShardGrain
{
    private readonly PlantFollowing _following = new(plants);
    private PlantHost? _host;
    private FeedInlet? _inlet;
    private IShard? _shard;
    private IDisposable? _told;

    /// <summary>What runs here; null: nothing, just now.</summary>
    internal PlantHost? Host => _host;

    private int Number => (int)this.GetPrimaryKeyLong();

    private FeedInlet Inlet => _inlet ?? throw Closed();

    private IShard Shard => _shard ?? throw Closed();

    public override Task OnActivateAsync(CancellationToken cancellationToken) =>
        Task.Run(() => OpenAsync(cancellationToken), cancellationToken);

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        (_inlet, _shard) = (null, null);
        _told?.Dispose();
        if (_host is { } host)
            await Task.Run(async () => await host.DisposeAsync(), CancellationToken.None);
        LogClosed(log, Number, reason.Description);
        _following.Dispose();
    }

    public async Task StayAwakeAsync(long plantVersion)
    {
        // A store that another silo has taken is closed to this one for good; twins that can't be brought back are opened anew.
        if (_host?.Engine is { CheckpointFault: StoreRefusedException } or { Recovery.HasGivenUp: true })
            DeactivateOnIdle();
        else if (seats.IsBetterElsewhere(Number))
            MigrateOnIdle(); // Were it only closed, the next call from who remembers it here would open it here again.
        else
            await _following.FollowAsync(plantVersion, FollowAsync);
    }

    public Task<int[]> KeysOfSensorsAsync(string[] sensorIds) =>
        Task.Run(async () => await Inlet.KeysAsync(sensorIds, CancellationToken.None));

    public Task<long> PositionOfFeedAsync(string feed) => Task.FromResult(Inlet.PositionOf(feed));

    public Task<long> TakeTelemetryAsync(TelemetryBatch batch) =>
        Task.Run(() => Inlet.TakeAsync(Messages.ToBatch(batch), CancellationToken.None));

    public Task<List<TwinView>> ViewTwinsAsync(string[] ids, CancellationToken cancellation) =>
        Task.Run(async () => (await Shard.GetManyAsync(ids, cancellation)).ToList(), cancellation);

    public Task<List<CompositePartMessage>> ViewPartsAsync(CompositeQuestion[] questions, CancellationToken cancellation) =>
        Task.Run(
            async () => (await Shard.GetPartsAsync([.. questions.Select(Messages.ToQuery)], cancellation))
                .Select(Messages.ToMessage).ToList(),
            cancellation);

    public Task<KpiPartMessage> SumElementsAsync(KpiPartQuestion question, CancellationToken cancellation) => Task.Run(
        async () => Messages.ToMessage(await Shard.GetKpiPartAsync(Messages.ToQuery(question), cancellation)), cancellation);

    public Task<TimelineAnswer?> ReadTimelineAsync(TimelineQuery query, CancellationToken cancellation) =>
        Task.Run(() => Shard.GetTimelineAsync(query, cancellation), cancellation);

    public Task<HistoryAnswer?> ReadHistoryAsync(HistoryQuery query, CancellationToken cancellation) =>
        Task.Run(() => Shard.GetHistoryAsync(query, cancellation), cancellation);

    public Task DemandSamplesAsync(string twinId, long fromTicks, long toTicks, CancellationToken cancellation) => Task.Run(
        () => Shard.DemandSamplesAsync(new SamplesDemand(twinId, fromTicks, toTicks), cancellation), cancellation);

    public Task<SampleColumns> ReadSamplesAsync(
        string sensorId, long fromTicks, long toTicks, int limit, CancellationToken cancellation) => Task.Run(
        async () => Messages.ToMessage(
            (await Shard.GetSamplesAsync(new SampleQuery(sensorId, fromTicks, toTicks, limit), cancellation)).Samples),
        cancellation);

    public Task<Page<AlarmView>> ListAlarmsAsync(AlarmQuery query, CancellationToken cancellation) =>
        Task.Run(() => Shard.ListAlarmsAsync(query, cancellation), cancellation);

    public Task<DamageReport> ListDamageAsync(int limit, CancellationToken cancellation) =>
        Task.Run(() => Shard.ListDamageAsync(limit, cancellation), cancellation);

    public Task<DamageReport> AcceptDamageAsync(DamageAcceptance acceptance, CancellationToken cancellation) =>
        Task.Run(() => Shard.AcceptDamageAsync(acceptance, cancellation), cancellation);

    public Task<HealthReport> CheckHealthAsync(CancellationToken cancellation) =>
        Task.Run(() => Shard.CheckHealthAsync(cancellation), cancellation);

    private async Task OpenAsync(CancellationToken cancellation)
    {
        var inForce = await plants.ReadAsync(cancellation);
        var host = _host = await OpenAsync(inForce, await stores.OpenShardAsync(Number), cancellation);
        host.Start();
        (_inlet, _shard) = (new FeedInlet(host.Engine), new LocalShard(host.Engine, clock.Time));
        _told = metrics.Add(
            "shard", Number.ToString(CultureInfo.InvariantCulture),
            () => [.. TwinFamilies.Of(host.Engine), .. StoreFamilies.Of(host.Engine.Store)]);
        _following.Begin(inForce);
        LogOpen(log, Number, host.Engine.Runtime.Machines.Count, inForce.Document.Version);
    }

    private async Task<PlantHost> OpenAsync(PlantInForce inForce, ITwinStore store, CancellationToken cancellation)
    {
        try
        {
            var start = await StartingPlant.OfPartAsync(
                store, inForce.ToStored(), shards.PartOf(inForce.Plant, Number), cancellation);
            return await PlantHost.OpenAsync(
                options.Shard, start, store, [], clock.Time, log, cancellation, options.Ingest);
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    private async Task FollowAsync(PlantInForce inForce)
    {
        if (_host is not { } host)
            return;
        var part = shards.PartOf(inForce.Plant, Number);
        var start = await StartingPlant.OfPartAsync(host.Engine.Store, inForce.ToStored(), part, CancellationToken.None);
        await host.FollowAsync(part, start.Version);
    }

    private HostFaultException Closed() => new(
        HostFault.Unavailable, $"Shard {Number} is moving to another silo.", "a shard at its seat.", "Ask again.")
    {
        RetryAfter = TimeSpan.FromSeconds(1),
    };

    [LoggerMessage(2001, LogLevel.Information, "Shard {Shard} runs {Machines} machines by version {Version} of the plant.")]
    private static partial void LogOpen(ILogger log, int shard, int machines, long version);

    [LoggerMessage(2002, LogLevel.Information, "Shard {Shard} is closed: {Reason}")]
    private static partial void LogClosed(ILogger log, int shard, string reason);
}
