using OrleansTwin.Api.Hosting;
using OrleansTwin.Grains.Gateway;
using OrleansTwin.Grains.Interfaces;
using OrleansTwin.Grains.Plants;
using OrleansTwin.Runtime.Health;
using OrleansTwin.Runtime.Lives;
using OrleansTwin.Runtime.Shards;
using OrleansTwin.Twins.Alarms;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Grains.Shards;

/// <summary>
/// A shard wherever it is in the grid. What is asked of one twin goes to the twin's own grain, what is asked of many to the
/// shard in one call.
/// </summary>
internal sealed class GrainShard(IGrainFactory grains, int number, GridPlants plants) : IShard
{
    private readonly IShardGrain _grain = grains.Shard(number);

    public async Task<IReadOnlyList<TwinView>> GetManyAsync(IReadOnlyCollection<string> ids, CancellationToken cancellation) =>
        ids.Count == 1 && GrainOf(ids.First()) is { } twin
            ? [await GridFaults.TellAsync(twin.ViewAsync(cancellation))]
            : await GridFaults.TellAsync(_grain.ViewTwinsAsync([.. ids], cancellation));

    public async Task<IReadOnlyList<CompositePart>> GetPartsAsync(
        IReadOnlyCollection<CompositePartQuery> queries, CancellationToken cancellation)
    {
        CompositeQuestion[] questions = [.. queries.Select(Messages.ToMessage)];
        return [.. (await GridFaults.TellAsync(_grain.ViewPartsAsync(questions, cancellation))).Select(Messages.ToPart)];
    }

    public async Task<KpiPart> GetKpiPartAsync(KpiPartQuery query, CancellationToken cancellation) =>
        Messages.ToPart(await GridFaults.TellAsync(_grain.SumElementsAsync(Messages.ToMessage(query), cancellation)));

    public Task<TimelineAnswer?> GetTimelineAsync(TimelineQuery query, CancellationToken cancellation) =>
        GridFaults.TellAsync(_grain.ReadTimelineAsync(query, cancellation));

    public Task<HistoryAnswer?> GetHistoryAsync(HistoryQuery query, CancellationToken cancellation) =>
        GridFaults.TellAsync(_grain.ReadHistoryAsync(query, cancellation));

    public Task DemandSamplesAsync(SamplesDemand demand, CancellationToken cancellation) =>
        GridFaults.TellAsync(_grain.DemandSamplesAsync(demand.TwinId, demand.FromTicks, demand.ToTicks, cancellation));

    public async Task<SamplePage> GetSamplesAsync(SampleQuery query, CancellationToken cancellation) => new(Messages.ToSamples(
        await GridFaults.TellAsync(
            _grain.ReadSamplesAsync(query.SensorId, query.FromTicks, query.ToTicks, query.Limit, cancellation))));

    public Task<Page<AlarmView>> ListAlarmsAsync(AlarmQuery query, CancellationToken cancellation) =>
        GridFaults.TellAsync(_grain.ListAlarmsAsync(query, cancellation));

    public async Task<IReadOnlyList<AlarmOutcome>> ActOnAlarmsAsync(
        AlarmSubmission submission, CancellationToken cancellation) =>
        await GridFaults.TellAsync(_grain.ActOnAlarmsAsync(submission, cancellation));

    public Task<AlarmChanges> ListAlarmChangesAsync(AlarmChangeQuery query, CancellationToken cancellation) =>
        GridFaults.TellAsync(_grain.ListAlarmChangesAsync(query, cancellation));

    public async Task<IReadOnlyList<AlarmRaise>> ListAlarmRaisesAsync(AlarmKpiQuery query, CancellationToken cancellation) =>
        [.. (await GridFaults.TellAsync(_grain.ListAlarmRaisesAsync(query, cancellation))).Select(Messages.ToRaise)];

    public Task<HealthView?> LearnAnewAsync(HealthSubmission submission, CancellationToken cancellation) =>
        GridFaults.TellAsync(_grain.LearnAnewAsync(submission, cancellation));

    public async Task<IReadOnlyList<MachinePast>> ReadPastsAsync(PastQuery query, CancellationToken cancellation) =>
        [.. (await GridFaults.TellAsync(_grain.ReadPastsAsync(Messages.ToMessage(query), cancellation))).Select(Messages.ToPast)];

    public Task<DeferralView?> AskDeferralAsync(DeferralQuery query, CancellationToken cancellation) =>
        GridFaults.TellAsync(_grain.AskDeferralAsync(query, cancellation));

    public async Task<IReadOnlyList<KindLives>> ListLivesAsync(
        IReadOnlyList<LifeKind> kinds, CancellationToken cancellation) =>
        [
            .. (await GridFaults.TellAsync(_grain.ListLivesAsync([.. kinds.Select(Messages.ToMessage)], cancellation)))
                .Select(Messages.ToLives),
        ];

    public Task<WorkOrders> ListWorkOrdersAsync(WorkOrderQuery query, CancellationToken cancellation) =>
        GridFaults.TellAsync(_grain.ListWorkOrdersAsync(query, cancellation));

    public Task<WorkOrderView?> GetWorkOrderAsync(string id, CancellationToken cancellation) =>
        GridFaults.TellAsync(_grain.GetWorkOrderAsync(id, cancellation));

    public Task<WorkOrderView?> RequestWorkAsync(WorkRequest request, CancellationToken cancellation) =>
        GridFaults.TellAsync(_grain.RequestWorkAsync(request, cancellation));

    public Task<WorkOrderView?> ActOnWorkOrderAsync(WorkSubmission submission, CancellationToken cancellation) =>
        GridFaults.TellAsync(_grain.ActOnWorkOrderAsync(submission, cancellation));

    public async Task<IReadOnlyList<WebhookView>> ListWebhooksAsync(CancellationToken cancellation) =>
        await GridFaults.TellAsync(_grain.ListWebhooksAsync(cancellation));

    public async Task<IReadOnlyList<UndeliveredView>> ListUndeliveredAsync(int limit, CancellationToken cancellation) =>
        await GridFaults.TellAsync(_grain.ListUndeliveredAsync(limit, cancellation));

    public Task<WebhookRetry?> TellAgainAsync(string webhook, CancellationToken cancellation) =>
        GridFaults.TellAsync(_grain.TellAgainAsync(webhook, cancellation));

    public Task<DamageReport> ListDamageAsync(int limit, CancellationToken cancellation) =>
        GridFaults.TellAsync(_grain.ListDamageAsync(limit, cancellation));

    public Task<DamageReport> AcceptDamageAsync(DamageAcceptance acceptance, CancellationToken cancellation) =>
        GridFaults.TellAsync(_grain.AcceptDamageAsync(acceptance, cancellation));

    public Task<HealthReport> CheckHealthAsync(CancellationToken cancellation) =>
        GridFaults.TellAsync(_grain.CheckHealthAsync(cancellation));

    /// <summary>Only of a twin that the plant has: nobody makes grains by asking for what does not exist.</summary>
    private ITwinGrain? GrainOf(string id) => plants.Current?.Plant.Find(id) switch
    {
        SensorAsset => grains.Sensor(id),
        MachineAsset => grains.Machine(id),
        _ => null,
    };
}
