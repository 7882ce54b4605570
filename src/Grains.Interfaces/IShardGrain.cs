using OrleansTwin.Api.Hosting;

namespace OrleansTwin.Grains.Interfaces;

/// <summary>
/// The twins of some lines, with the journal, history and ledger that are theirs alone. Its key is the shard's number, from 0.
/// Every question carries a deadline: a shard that is away makes nobody wait longer.
/// </summary>
[Alias("OrleansTwin.Shard")]
public interface IShardGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// Takes its twins up, if it has not yet, and runs by this version of the plant, or a newer one, when this returns: asked of
    /// every shard all the time.
    /// </summary>
    [Alias("StayAwake"), ResponseTimeout("00:01:00")]
    Task StayAwakeAsync(long plantVersion);

    /// <summary>The shard's own keys of sensors, in their order; those that are new to it get one.</summary>
    [Alias("KeysOfSensors")]
    Task<int[]> KeysOfSensorsAsync(string[] sensorIds);

    /// <summary>Number of the last batch of a feed that is durable here; 0: none yet.</summary>
    [Alias("PositionOfFeed")]
    Task<long> PositionOfFeedAsync(string feed);

    /// <summary>
    /// Takes a part of a feed once: answers, when it is durable, up to which of its batches the feed is here. Less than the
    /// batch's end: it was not taken, go on behind that number.
    /// </summary>
    [Alias("TakeTelemetry"), ResponseTimeout("00:00:10")]
    Task<long> TakeTelemetryAsync(TelemetryBatch batch);

    /// <summary>Views of sensors and machines.</summary>
    [Alias("ViewTwins"), ResponseTimeout("00:00:06")]
    Task<List<TwinView>> ViewTwinsAsync(string[] ids, CancellationToken cancellation);

    /// <summary>What it has of composites; those of which it has nothing are left out.</summary>
    [Alias("ViewParts"), ResponseTimeout("00:00:06")]
    Task<List<CompositePartMessage>> ViewPartsAsync(CompositeQuestion[] questions, CancellationToken cancellation);

    [Alias("SumElements"), ResponseTimeout("00:00:06")]
    Task<KpiPartMessage> SumElementsAsync(KpiPartQuestion question, CancellationToken cancellation);

    [Alias("Timeline"), ResponseTimeout("00:00:06")]
    Task<TimelineAnswer?> ReadTimelineAsync(TimelineQuery query, CancellationToken cancellation);

    [Alias("History"), ResponseTimeout("00:01:00")]
    Task<HistoryAnswer?> ReadHistoryAsync(HistoryQuery query, CancellationToken cancellation);

    /// <exception cref="HostFaultException">
    /// <see cref="HostFault.Conflict"/>: samples at or below the twin in [from, to) ticks are known to be damaged.
    /// </exception>
    [Alias("DemandSamples"), ResponseTimeout("00:00:30")]
    Task DemandSamplesAsync(string twinId, long fromTicks, long toTicks, CancellationToken cancellation);

    /// <summary>
    /// Samples of a sensor in [from, to) ticks, in order, all of one instant together; fewer than the limit: there are no more.
    /// </summary>
    [Alias("Samples"), ResponseTimeout("00:01:00")]
    Task<SampleColumns> ReadSamplesAsync(
        string sensorId, long fromTicks, long toTicks, int limit, CancellationToken cancellation);

    [Alias("Alarms"), ResponseTimeout("00:00:06")]
    Task<Page<AlarmView>> ListAlarmsAsync(AlarmQuery query, CancellationToken cancellation);

    [Alias("ActOnAlarms"), ResponseTimeout("00:00:30")]
    Task<List<AlarmOutcome>> ActOnAlarmsAsync(AlarmSubmission submission, CancellationToken cancellation);

    [Alias("AlarmChanges"), ResponseTimeout("00:00:30")]
    Task<AlarmChanges> ListAlarmChangesAsync(AlarmChangeQuery query, CancellationToken cancellation);

    [Alias("AlarmRaises"), ResponseTimeout("00:00:30")]
    Task<List<AlarmRaiseMessage>> ListAlarmRaisesAsync(AlarmKpiQuery query, CancellationToken cancellation);

    [Alias("LearnAnew"), ResponseTimeout("00:00:06")]
    Task<HealthView?> LearnAnewAsync(HealthSubmission submission, CancellationToken cancellation);

    /// <summary>Of machines that it has; others are left out.</summary>
    [Alias("ReadPasts"), ResponseTimeout("00:00:06")]
    Task<List<MachinePastMessage>> ReadPastsAsync(PastQuestion question, CancellationToken cancellation);

    [Alias("Deferral"), ResponseTimeout("00:00:06")]
    Task<DeferralView?> AskDeferralAsync(DeferralQuery query, CancellationToken cancellation);

    /// <summary>What it has of the lives of some kinds of parts; asked by other shards.</summary>
    [Alias("Lives"), ResponseTimeout("00:00:06")]
    Task<List<KindLivesMessage>> ListLivesAsync(LifeKindMessage[] kinds, CancellationToken cancellation);

    [Alias("WorkOrders"), ResponseTimeout("00:00:06")]
    Task<WorkOrders> ListWorkOrdersAsync(WorkOrderQuery query, CancellationToken cancellation);

    [Alias("WorkOrder"), ResponseTimeout("00:00:06")]
    Task<WorkOrderView?> GetWorkOrderAsync(string id, CancellationToken cancellation);

    [Alias("RequestWork"), ResponseTimeout("00:00:06")]
    Task<WorkOrderView?> RequestWorkAsync(WorkRequest request, CancellationToken cancellation);

    [Alias("ActOnWorkOrder"), ResponseTimeout("00:00:06")]
    Task<WorkOrderView?> ActOnWorkOrderAsync(WorkSubmission submission, CancellationToken cancellation);

    [Alias("Webhooks"), ResponseTimeout("00:00:06")]
    Task<List<WebhookView>> ListWebhooksAsync(CancellationToken cancellation);

    [Alias("Undelivered"), ResponseTimeout("00:00:06")]
    Task<List<UndeliveredView>> ListUndeliveredAsync(int limit, CancellationToken cancellation);

    [Alias("TellAgain"), ResponseTimeout("00:00:30")]
    Task<WebhookRetry?> TellAgainAsync(string webhook, CancellationToken cancellation);

    [Alias("Damage"), ResponseTimeout("00:00:06")]
    Task<DamageReport> ListDamageAsync(int limit, CancellationToken cancellation);

    [Alias("AcceptDamage"), ResponseTimeout("00:00:30")]
    Task<DamageReport> AcceptDamageAsync(DamageAcceptance acceptance, CancellationToken cancellation);

    [Alias("Health"), ResponseTimeout("00:00:06")]
    Task<HealthReport> CheckHealthAsync(CancellationToken cancellation);
}
