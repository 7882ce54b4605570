using OrleansTwin.Api.Hosting;
using OrleansTwin.Runtime.Health;
using OrleansTwin.Runtime.Lives;
using OrleansTwin.Twins.Alarms;

namespace OrleansTwin.Runtime.Shards;

/// <summary>
/// What the gateway asks of one shard: the lines that share a store. Questions and answers are plain data, and a question of the
/// gateway is one call to each shard that it concerns. Windows are absolute: the gateway has resolved them by the calendar of the
/// whole plant. A refusal is a <see cref="HostFaultException"/>, <see cref="HostFault.Unavailable"/> where the shard can't be
/// reached or its answer is not whole; who asks sees to it that it ends in time. May be called at the same time from many
/// threads.
/// </summary>
internal interface IShard
{
    /// <summary>Views of its sensors and machines; others are left out.</summary>
    Task<IReadOnlyList<TwinView>> GetManyAsync(IReadOnlyCollection<string> ids, CancellationToken cancellation);

    /// <summary>What it has of composites now; those of which it has nothing are left out.</summary>
    Task<IReadOnlyList<CompositePart>> GetPartsAsync(
        IReadOnlyCollection<CompositePartQuery> queries, CancellationToken cancellation);

    Task<KpiPart> GetKpiPartAsync(KpiPartQuery query, CancellationToken cancellation);

    /// <summary>A machine's timeline; null: it has no such twin.</summary>
    Task<TimelineAnswer?> GetTimelineAsync(TimelineQuery query, CancellationToken cancellation);

    /// <summary>
    /// A sensor's or machine's history, or the points of what it has of a composite, to be added to those of the other shards by
    /// their times; null: it has no such twin.
    /// </summary>
    Task<HistoryAnswer?> GetHistoryAsync(HistoryQuery query, CancellationToken cancellation);

    /// <summary>Refuses with <see cref="HostFault.Conflict"/> where samples are known to be damaged.</summary>
    Task DemandSamplesAsync(SamplesDemand demand, CancellationToken cancellation);

    /// <summary>Samples of a sensor as they are kept, for files; refuses as well where some of them are damaged.</summary>
    Task<SamplePage> GetSamplesAsync(SampleQuery query, CancellationToken cancellation);

    /// <summary>Newest first; the cursor names an alarm, so that it means the same in every shard.</summary>
    Task<Page<AlarmView>> ListAlarmsAsync(AlarmQuery query, CancellationToken cancellation);

    /// <summary>Does something with alarms of its own twins; those of others are left out.</summary>
    Task<IReadOnlyList<AlarmOutcome>> ActOnAlarmsAsync(AlarmSubmission submission, CancellationToken cancellation);

    Task<AlarmChanges> ListAlarmChangesAsync(AlarmChangeQuery query, CancellationToken cancellation);

    /// <summary>Raises within a window, and those before it that may still have stood in it.</summary>
    Task<IReadOnlyList<AlarmRaise>> ListAlarmRaisesAsync(AlarmKpiQuery query, CancellationToken cancellation);

    /// <summary>Learns anew what is normal for a machine of its own; null: it is not watched.</summary>
    Task<HealthView?> LearnAnewAsync(HealthSubmission submission, CancellationToken cancellation);

    /// <summary>
    /// What it knows of machines in the time before an alert of another shard, which they supply; those that it does not have are
    /// left out.
    /// </summary>
    Task<IReadOnlyList<MachinePast>> ReadPastsAsync(PastQuery query, CancellationToken cancellation);

    /// <summary>What waiting with work on a machine of its own comes to; null: its life is not followed.</summary>
    Task<DeferralView?> AskDeferralAsync(DeferralQuery query, CancellationToken cancellation);

    /// <summary>
    /// Lives of some kinds, the newest and at most as many as are learned from; kinds of which it has no parts are left out.
    /// Other shards ask.
    /// </summary>
    Task<IReadOnlyList<KindLives>> ListLivesAsync(IReadOnlyList<LifeKind> kinds, CancellationToken cancellation);

    /// <summary>
    /// Work orders of its machines; <see cref="WorkOrders.NextTo"/>: what was changed before is not told yet.
    /// </summary>
    Task<WorkOrders> ListWorkOrdersAsync(WorkOrderQuery query, CancellationToken cancellation);

    /// <summary>Null: it has no such order.</summary>
    Task<WorkOrderView?> GetWorkOrderAsync(string id, CancellationToken cancellation);

    /// <summary>Drafts an order for one of its machines; null: the machine has an open one that was asked for.</summary>
    Task<WorkOrderView?> RequestWorkAsync(WorkRequest request, CancellationToken cancellation);

    /// <summary>Null: it has no such order.</summary>
    Task<WorkOrderView?> ActOnWorkOrderAsync(WorkSubmission submission, CancellationToken cancellation);

    /// <summary>How telling others of its events does, by each webhook.</summary>
    Task<IReadOnlyList<WebhookView>> ListWebhooksAsync(CancellationToken cancellation);

    /// <summary>What was given up, newest first.</summary>
    Task<IReadOnlyList<UndeliveredView>> ListUndeliveredAsync(int limit, CancellationToken cancellation);

    /// <summary>Tells a webhook again what was given up; null: it is not told of anything.</summary>
    Task<WebhookRetry?> TellAgainAsync(string webhook, CancellationToken cancellation);

    Task<DamageReport> ListDamageAsync(int limit, CancellationToken cancellation);

    Task<DamageReport> AcceptDamageAsync(DamageAcceptance acceptance, CancellationToken cancellation);

    /// <summary>Not alive asks for a restart of the process that asks: only a shard within it may say so.</summary>
    Task<HealthReport> CheckHealthAsync(CancellationToken cancellation);
}
