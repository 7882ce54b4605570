using OrleansTwin.Api.Hosting;
using OrleansTwin.Runtime.Health;
using OrleansTwin.Runtime.Lives;
using OrleansTwin.Runtime.Shards;
using OrleansTwin.Twins.Alarms;

namespace OrleansTwin.Runtime.Sites;

/// <summary>
/// A site that forwards reports, as a shard: what needs its samples or the log of its alarms is refused, by whoever is asked
/// first. An answer that left the site out would pass for the whole.
/// </summary>
internal abstract class ReportsOnly(string siteId) : IShard
{
    public abstract Task<IReadOnlyList<TwinView>> GetManyAsync(
        IReadOnlyCollection<string> ids, CancellationToken cancellation);

    public abstract Task<IReadOnlyList<CompositePart>> GetPartsAsync(
        IReadOnlyCollection<CompositePartQuery> queries, CancellationToken cancellation);

    public abstract Task<KpiPart> GetKpiPartAsync(KpiPartQuery query, CancellationToken cancellation);

    public abstract Task<TimelineAnswer?> GetTimelineAsync(TimelineQuery query, CancellationToken cancellation);

    public abstract Task<Page<AlarmView>> ListAlarmsAsync(AlarmQuery query, CancellationToken cancellation);

    public abstract Task<DamageReport> ListDamageAsync(int limit, CancellationToken cancellation);

    public abstract Task<DamageReport> AcceptDamageAsync(DamageAcceptance acceptance, CancellationToken cancellation);

    public abstract Task<HealthReport> CheckHealthAsync(CancellationToken cancellation);

    public Task<HistoryAnswer?> GetHistoryAsync(HistoryQuery query, CancellationToken cancellation) =>
        throw Refused(siteId, "histories");

    public Task DemandSamplesAsync(SamplesDemand demand, CancellationToken cancellation) => throw Refused(siteId, "histories");

    public Task<SamplePage> GetSamplesAsync(SampleQuery query, CancellationToken cancellation) =>
        throw Refused(siteId, "histories");

    public Task<AlarmChanges> ListAlarmChangesAsync(AlarmChangeQuery query, CancellationToken cancellation) =>
        throw Refused(siteId, "logs of alarms");

    public Task<IReadOnlyList<AlarmRaise>> ListAlarmRaisesAsync(AlarmKpiQuery query, CancellationToken cancellation) =>
        throw Refused(siteId, "logs of alarms");

    public Task<IReadOnlyList<AlarmOutcome>> ActOnAlarmsAsync(AlarmSubmission submission, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<AlarmOutcome>>(
        [
            .. submission.Alarms.Where(alarm => Answers.Paths.IsAtOrBelow(alarm.TwinId, siteId)).Select(alarm => new AlarmOutcome(
                alarm.TwinId, alarm.Source, null, $"Site {siteId} forwards reports only: act on its alarms at its Edge.")),
        ]);

    public Task<HealthView?> LearnAnewAsync(HealthSubmission submission, CancellationToken cancellation) =>
        throw Refused(siteId, "models of machines");

    public Task<IReadOnlyList<MachinePast>> ReadPastsAsync(PastQuery query, CancellationToken cancellation) =>
        throw Refused(siteId, "histories");

    public Task<DeferralView?> AskDeferralAsync(DeferralQuery query, CancellationToken cancellation) =>
        throw Refused(siteId, "models of machines");

    public Task<IReadOnlyList<KindLives>> ListLivesAsync(IReadOnlyList<LifeKind> kinds, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<KindLives>>([]);

    public Task<WorkOrders> ListWorkOrdersAsync(WorkOrderQuery query, CancellationToken cancellation) =>
        Task.FromResult(new WorkOrders([], null));

    public Task<WorkOrderView?> GetWorkOrderAsync(string id, CancellationToken cancellation) =>
        Task.FromResult<WorkOrderView?>(null);

    public Task<WorkOrderView?> RequestWorkAsync(WorkRequest request, CancellationToken cancellation) =>
        throw Refused(siteId, "work orders");

    public Task<WorkOrderView?> ActOnWorkOrderAsync(WorkSubmission submission, CancellationToken cancellation) =>
        Task.FromResult<WorkOrderView?>(null);

    public Task<IReadOnlyList<WebhookView>> ListWebhooksAsync(CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<WebhookView>>([]);

    public Task<IReadOnlyList<UndeliveredView>> ListUndeliveredAsync(int limit, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<UndeliveredView>>([]);

    public Task<WebhookRetry?> TellAgainAsync(string webhook, CancellationToken cancellation) =>
        Task.FromResult<WebhookRetry?>(null);

    public static HostFaultException Refused(string siteId, string what) => new(
        HostFault.Invalid, $"Site {siteId} forwards reports only: {what} are kept at its Edge.",
        "a twin of another site, or a question about KPIs, timelines or what machines do.",
        "Ask the site's Edge; or ask here for the other sites one by one.");
}
