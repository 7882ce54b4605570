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
    IGrainFactory grains, GridStores stores, GridPlants plants, GridModels models, ShardMap shards, SeatWatch seats,
    GridOptions options, GridMetrics metrics, GridClock clock, SiloEnd silo, ILogger<ShardGrain> log) : Grain, IShardGrain
{
    /// <summary>How long calls that are under way may delay a move: most take some milliseconds.</summary>
    private static readonly TimeSpan FarewellMax = TimeSpan.FromMilliseconds(500);

    private readonly PlantFollowing _following = new(plants);
    private readonly CancellationTokenSource _leaving = new();
    private CancellationTokenRegistration _ending;
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
        await _ending.DisposeAsync();
        _leaving.Dispose();
    }

    public async Task StayAwakeAsync(long plantVersion)
    {
        // A store that another silo has taken is closed to this one for good; twins that can't be brought back are opened anew.
        if (_host?.Engine is { CheckpointFault: StoreRefusedException } or { Recovery.HasGivenUp: true })
            Leave(DeactivateOnIdle);
        else if (seats.IsBetterElsewhere(Number))
            Leave(MigrateOnIdle); // Closed only, the next call from who remembers it here would open it here again.
        else
            await _following.FollowAsync(plantVersion, FollowAsync);
    }

    public Task<int[]> KeysOfSensorsAsync(string[] sensorIds) =>
        RunAsync(async () => await Inlet.KeysAsync(sensorIds, CancellationToken.None));

    public Task<long> PositionOfFeedAsync(string feed) => Task.FromResult(Inlet.PositionOf(feed));

    public Task<long> TakeTelemetryAsync(TelemetryBatch batch) =>
        RunAsync(() => Inlet.TakeAsync(Messages.ToBatch(batch), CancellationToken.None));

    public Task<List<TwinView>> ViewTwinsAsync(string[] ids, CancellationToken cancellation) =>
        RunAsync(async () => (await Shard.GetManyAsync(ids, cancellation)).ToList());

    public Task<List<CompositePartMessage>> ViewPartsAsync(CompositeQuestion[] questions, CancellationToken cancellation) =>
        RunAsync(async () => (await Shard.GetPartsAsync([.. questions.Select(Messages.ToQuery)], cancellation))
            .Select(Messages.ToMessage).ToList());

    public Task<KpiPartMessage> SumElementsAsync(KpiPartQuestion question, CancellationToken cancellation) =>
        RunAsync(async () => Messages.ToMessage(await Shard.GetKpiPartAsync(Messages.ToQuery(question), cancellation)));

    public Task<TimelineAnswer?> ReadTimelineAsync(TimelineQuery query, CancellationToken cancellation) =>
        RunAsync(() => Shard.GetTimelineAsync(query, cancellation));

    public Task<HistoryAnswer?> ReadHistoryAsync(HistoryQuery query, CancellationToken cancellation) =>
        RunAsync(() => Shard.GetHistoryAsync(query, cancellation));

    public Task DemandSamplesAsync(string twinId, long fromTicks, long toTicks, CancellationToken cancellation) =>
        RunAsync(async () =>
        {
            await Shard.DemandSamplesAsync(new SamplesDemand(twinId, fromTicks, toTicks), cancellation);
            return true;
        });

    public Task<SampleColumns> ReadSamplesAsync(
        string sensorId, long fromTicks, long toTicks, int limit, CancellationToken cancellation) =>
        RunAsync(async () => Messages.ToMessage(
            (await Shard.GetSamplesAsync(new SampleQuery(sensorId, fromTicks, toTicks, limit), cancellation)).Samples));

    public Task<Page<AlarmView>> ListAlarmsAsync(AlarmQuery query, CancellationToken cancellation) =>
        RunAsync(() => Shard.ListAlarmsAsync(query, cancellation));

    public Task<List<AlarmOutcome>> ActOnAlarmsAsync(AlarmSubmission submission, CancellationToken cancellation) =>
        Task.Run(async () => (await Shard.ActOnAlarmsAsync(submission, cancellation)).ToList(), cancellation);

    public Task<AlarmChanges> ListAlarmChangesAsync(AlarmChangeQuery query, CancellationToken cancellation) =>
        Task.Run(() => Shard.ListAlarmChangesAsync(query, cancellation), cancellation);

    public Task<List<AlarmRaiseMessage>> ListAlarmRaisesAsync(AlarmKpiQuery query, CancellationToken cancellation) => Task.Run(
        async () => (await Shard.ListAlarmRaisesAsync(query, cancellation)).Select(Messages.ToMessage).ToList(), cancellation);

    public Task<HealthView?> LearnAnewAsync(HealthSubmission submission, CancellationToken cancellation) =>
        RunAsync(() => Shard.LearnAnewAsync(submission, cancellation));

    public Task<List<MachinePastMessage>> ReadPastsAsync(PastQuestion question, CancellationToken cancellation) =>
        RunAsync(async () => (await Shard.ReadPastsAsync(Messages.ToQuery(question), cancellation))
            .Select(Messages.ToMessage).ToList());

    public Task<DeferralView?> AskDeferralAsync(DeferralQuery query, CancellationToken cancellation) =>
        RunAsync(() => Shard.AskDeferralAsync(query, cancellation));

    public Task<List<KindLivesMessage>> ListLivesAsync(LifeKindMessage[] kinds, CancellationToken cancellation) =>
        RunAsync(async () => (await Shard.ListLivesAsync([.. kinds.Select(Messages.ToKind)], cancellation))
            .Select(Messages.ToMessage).ToList());

    public Task<WorkOrders> ListWorkOrdersAsync(WorkOrderQuery query, CancellationToken cancellation) =>
        RunAsync(() => Shard.ListWorkOrdersAsync(query, cancellation));

    public Task<WorkOrderView?> GetWorkOrderAsync(string id, CancellationToken cancellation) =>
        RunAsync(() => Shard.GetWorkOrderAsync(id, cancellation));

    public Task<WorkOrderView?> RequestWorkAsync(WorkRequest request, CancellationToken cancellation) =>
        RunAsync(() => Shard.RequestWorkAsync(request, cancellation));

    public Task<WorkOrderView?> ActOnWorkOrderAsync(WorkSubmission submission, CancellationToken cancellation) =>
        RunAsync(() => Shard.ActOnWorkOrderAsync(submission, cancellation));

    public Task<List<WebhookView>> ListWebhooksAsync(CancellationToken cancellation) =>
        RunAsync(async () => (await Shard.ListWebhooksAsync(cancellation)).ToList());

    public Task<List<UndeliveredView>> ListUndeliveredAsync(int limit, CancellationToken cancellation) =>
        RunAsync(async () => (await Shard.ListUndeliveredAsync(limit, cancellation)).ToList());

    public Task<WebhookRetry?> TellAgainAsync(string webhook, CancellationToken cancellation) =>
        RunAsync(() => Shard.TellAgainAsync(webhook, cancellation));

    public Task<DamageReport> ListDamageAsync(int limit, CancellationToken cancellation) =>
        RunAsync(() => Shard.ListDamageAsync(limit, cancellation));

    public Task<DamageReport> AcceptDamageAsync(DamageAcceptance acceptance, CancellationToken cancellation) =>
        RunAsync(() => Shard.AcceptDamageAsync(acceptance, cancellation));

    public Task<HealthReport> CheckHealthAsync(CancellationToken cancellation) =>
        RunAsync(() => Shard.CheckHealthAsync(cancellation));

    /// <summary>
    /// Orleans closes the shard when the calls that are under way have ended, and until then keeps all others waiting: what
    /// takes long, or never ends because the store is another's, is given up.
    /// </summary>
    private void Leave(Action leave)
    {
        leave();
        _leaving.CancelAfter(FarewellMax);
    }

    /// <summary>Beside the grain's own turns, and for no longer than it stays here.</summary>
    private async Task<T> RunAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await Task.Run(work).WaitAsync(_leaving.Token);
        }
        catch (OperationCanceledException) when (_leaving.IsCancellationRequested)
        {
            throw Closed();
        }
    }

    private async Task OpenAsync(CancellationToken cancellation)
    {
        // At once, where there surely is something to open.
        var reading = plants.ReadAsync(cancellation);
        if (plants.Current is null)
            await reading;
        var store = await stores.OpenShardAsync(Number);
        var inForce = await ElseCloseAsync(store, reading);
        var host = _host = await ElseCloseAsync(store, OpenAsync(inForce, store, cancellation));
        if (cancellation.IsCancellationRequested)
        {
            // Nobody deactivates what was not activated.
            await host.DisposeAsync();
            cancellation.ThrowIfCancellationRequested();
        }

        host.Lives.LearnFrom(
            [.. shards.TellingLives(Number).Select(other => new GrainShard(grains, other, plants))]);
        host.Start();
        _ending = silo.Ending.Register(() => _leaving.CancelAfter(FarewellMax));
        (_inlet, _shard) = (new FeedInlet(host.Engine), host.Shard);
        _told = metrics.Add(
            "shard", Number.ToString(CultureInfo.InvariantCulture),
            () => [.. TwinFamilies.Of(host.Engine), .. StoreFamilies.Of(host.Engine.Store), .. host.Webhooks.Read()]);
        _following.Begin(inForce);
        LogOpen(log, Number, host.Engine.Runtime.Machines.Count, inForce.Document.Version);
    }

    private async Task<PlantHost> OpenAsync(PlantInForce inForce, ITwinStore store, CancellationToken cancellation)
    {
        var start = await StartingPlant.OfPartAsync(
            store, inForce.ToStored(), shards.PartOf(inForce.Plant, Number), cancellation);
        var others = new OtherShards(shards, number => new GrainShard(grains, number, plants), clock.Time);
        return await PlantHost.OpenAsync(
            options.Shard, start, store, [], clock.Time, log, cancellation, options.Ingest, models: models, others: others);
    }

    private static async Task<T> ElseCloseAsync<T>(ITwinStore store, Task<T> step)
    {
        try
        {
            return await step;
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
