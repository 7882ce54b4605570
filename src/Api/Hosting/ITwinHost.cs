using OrleansTwin.Diagnostics;

namespace OrleansTwin.Api.Hosting;

/// <summary>
/// All that the gateway asks of a host. The Edge process answers from memory and its embedded store, the grid from its grains; a
/// client can't tell which. Members that take a twin id answer null when the plant has no such twin. Any other refusal is a
/// <see cref="HostFaultException"/>, which the gateway turns into problem details. Every member may be called at the same time
/// from many threads.
/// </summary>
/// <remarks>
/// The live feed is not here: <see cref="Live.LiveHub"/> asks <see cref="GetManyAsync"/> for the twins that somebody watches, at
/// one bounded rate for all subscribers, and a host that would rather push may call <see cref="Live.LiveHub.Publish"/>.
/// </remarks>
public interface ITwinHost
{
    /// <summary>Twins in the order of their ids, one page; parents come before their children.</summary>
    /// <exception cref="HostFaultException">
    /// <see cref="HostFault.Invalid"/>: the cursor is not one that this host gave.
    /// </exception>
    Task<Page<TwinSummary>> ListTwinsAsync(TwinListQuery query, CancellationToken cancellation);

    /// <summary>What a twin shows now, ahead of the watermark.</summary>
    Task<TwinView?> GetTwinAsync(string id, CancellationToken cancellation);

    /// <summary>
    /// The views of those of <paramref name="ids"/> that exist, in any order. At most <see cref="ApiOptions.LiveIdsMax"/> ids.
    /// </summary>
    Task<IReadOnlyList<TwinView>> GetManyAsync(IReadOnlyCollection<string> ids, CancellationToken cancellation);

    Task<KpiAnswer?> GetKpisAsync(KpiQuery query, CancellationToken cancellation);

    /// <exception cref="HostFaultException"><see cref="HostFault.Invalid"/>: the twin is no machine.</exception>
    Task<TimelineAnswer?> GetTimelineAsync(TimelineQuery query, CancellationToken cancellation);

    /// <summary>Recorded values of a sensor, or the electric power in kW of a machine or composite.</summary>
    Task<HistoryAnswer?> GetHistoryAsync(HistoryQuery query, CancellationToken cancellation);

    /// <summary>Writes samples as CSV, a sensor's or those of all sensors below, at the reader's pace.</summary>
    /// <returns>False: there is no such twin, and nothing was written.</returns>
    Task<bool> ExportHistoryAsync(HistoryExportQuery query, Stream to, CancellationToken cancellation);

    /// <summary>
    /// Takes history from a CSV: late data, which may be sent again and counts once. Returns when all that was taken is in the
    /// journal and with the twins; minutes that it is late for are folded again soon after.
    /// </summary>
    /// <exception cref="HostFaultException">
    /// <see cref="HostFault.Invalid"/>: its first line, or how it is packed, can't be read; <see cref="HostFault.Unsupported"/>:
    /// another encoding; <see cref="HostFault.Unavailable"/>: it broke off, which says how far it came.
    /// </exception>
    Task<HistoryImportReceipt> ImportHistoryAsync(HistoryImportSubmission submission, CancellationToken cancellation);

    /// <summary>Alarms, newest first: those that are not normal, and those that have recently become so.</summary>
    Task<Page<AlarmView>> ListAlarmsAsync(AlarmQuery query, CancellationToken cancellation);

    /// <summary>
    /// Does something with alarms, one after the other. What is done is in the journal, and audited, when this returns; an alarm
    /// whose state does not allow it is told as a problem of its own.
    /// </summary>
    Task<IReadOnlyList<AlarmOutcome>> ActOnAlarmsAsync(AlarmSubmission submission, CancellationToken cancellation);

    /// <summary>What happened to alarms, up to the last checkpoint; null: there is no such twin.</summary>
    Task<AlarmChanges?> ListAlarmChangesAsync(AlarmChangeQuery query, CancellationToken cancellation);

    /// <summary>Null: there is no such twin.</summary>
    /// <exception cref="HostFaultException"><see cref="HostFault.Invalid"/>: too many alarms for one answer.</exception>
    Task<AlarmKpiAnswer?> GetAlarmKpisAsync(AlarmKpiQuery query, CancellationToken cancellation);

    /// <summary>Tags that no sensor claims, the busiest first.</summary>
    Task<Page<UnknownTag>> ListUnknownTagsAsync(PageQuery query, CancellationToken cancellation);

    /// <summary>Gives an unknown tag to a sensor: a new version of the plant.</summary>
    /// <exception cref="HostFaultException">
    /// <see cref="HostFault.NotFound"/>: no such tag or machine; <see cref="HostFault.Conflict"/>: the sensor has a tag of its
    /// own, or the tag a sensor; <see cref="HostFault.Invalid"/>: name, unit or tag can't stand in a plant file.
    /// </exception>
    Task<AdoptedTag> AdoptTagAsync(TagAdoption adoption, CancellationToken cancellation);

    /// <summary>Messages that could not be read, newest first.</summary>
    Task<Page<DeadLetter>> ListDeadLettersAsync(PageQuery query, CancellationToken cancellation);

    /// <summary>
    /// Learns anew what is normal for a machine; null: there is no such machine, or its health is not watched.
    /// </summary>
    Task<HealthView?> LearnAnewAsync(HealthSubmission submission, CancellationToken cancellation);

    /// <summary>
    /// What waiting with work on a machine comes to; null: there is no such machine, or its life is not followed.
    /// <see cref="HostFault.Conflict"/>: not enough is known of it; <see cref="HostFault.Invalid"/>: it has no such task.
    /// </summary>
    Task<DeferralView?> AskDeferralAsync(DeferralQuery query, CancellationToken cancellation);

    /// <summary>Models that machines can be followed by, by name.</summary>
    Task<IReadOnlyList<TrainedModelView>> ListTrainedModelsAsync(CancellationToken cancellation);

    /// <summary>Puts a model in force for machines that name it, audited; the file in force again changes nothing.</summary>
    /// <exception cref="HostFaultException">
    /// <see cref="HostFault.Invalid"/>: it is no model of remaining life, newer, damaged, or by its own record a band covers less
    /// than it states; <see cref="HostFault.Conflict"/>: there are too many models.
    /// </exception>
    Task<TrainedModelView> PutTrainedModelAsync(TrainedModelSubmission submission, CancellationToken cancellation);

    /// <summary>Forgets a model, audited; false: there is none of that name.</summary>
    Task<bool> DeleteTrainedModelAsync(string name, string user, CancellationToken cancellation);

    /// <summary>Null: there is no such twin.</summary>
    Task<WorkOrders?> ListWorkOrdersAsync(WorkOrderQuery query, CancellationToken cancellation);

    /// <summary>Null: there is no such order.</summary>
    Task<WorkOrderView?> GetWorkOrderAsync(string id, CancellationToken cancellation);

    /// <summary>
    /// Drafts an order; null: the machine has an open one that was asked for. <see cref="HostFault.NotFound"/>: there is no such
    /// machine; <see cref="HostFault.Invalid"/>: it has no such task.
    /// </summary>
    Task<WorkOrderView?> RequestWorkAsync(WorkRequest request, CancellationToken cancellation);

    /// <summary>
    /// Null: there is no such order. <see cref="HostFault.Conflict"/>: its state does not allow that.
    /// </summary>
    Task<WorkOrderView?> ActOnWorkOrderAsync(WorkSubmission submission, CancellationToken cancellation);

    /// <summary>How telling others of events does, by each webhook.</summary>
    Task<IReadOnlyList<WebhookView>> ListWebhooksAsync(CancellationToken cancellation);

    /// <summary>Events that a webhook was not told of, newest first.</summary>
    Task<IReadOnlyList<UndeliveredView>> ListUndeliveredAsync(int limit, CancellationToken cancellation);

    /// <summary>Tells a webhook again what was given up, the oldest first, until one is not taken; null: there is none.</summary>
    Task<WebhookRetry?> TellAgainAsync(string webhook, CancellationToken cancellation);

    /// <summary>What was found damaged in the store, the newest first.</summary>
    Task<DamageReport> ListDamageAsync(int limit, CancellationToken cancellation);

    /// <summary>Accepts what is lost, for good, and audits it; answers what the report says then.</summary>
    /// <exception cref="HostFaultException">
    /// <see cref="HostFault.Conflict"/>: there is not as much of it as the caller has seen.
    /// </exception>
    Task<DamageReport> AcceptDamageAsync(DamageAcceptance acceptance, CancellationToken cancellation);

    /// <summary>The plant file in force, or an earlier version of it; null when that version is not kept.</summary>
    Task<PlantDocument?> GetPlantAsync(long? version, CancellationToken cancellation);

    /// <summary>Kept versions of the plant file, newest first.</summary>
    Task<Page<PlantVersion>> ListPlantVersionsAsync(PageQuery query, CancellationToken cancellation);

    /// <summary>
    /// Validates a plant file and, unless only a check was asked for or an error was found, puts it in force without losing the
    /// state of untouched twins.
    /// </summary>
    /// <exception cref="HostFaultException">
    /// <see cref="HostFault.Conflict"/>: another version is in force than the one expected.
    /// </exception>
    Task<PlantReplaced> ReplacePlantAsync(PlantReplacement replacement, CancellationToken cancellation);

    /// <summary>
    /// Decodes, maps and journals one batch. Returns only after the journal has committed it (DESIGN, rule 4); a batch with an
    /// idempotency key that the journal holds already is accepted again and counted once.
    /// </summary>
    /// <exception cref="HostFaultException">
    /// <see cref="HostFault.Busy"/>: queues are full, nothing was taken; <see cref="HostFault.Unavailable"/>: the journal can't
    /// be written; <see cref="HostFault.Unsupported"/>: content type or encoding; <see cref="HostFault.Invalid"/>: the body as a
    /// whole can't be read; <see cref="HostFault.TooLarge"/>: the body is too large once unpacked.
    /// </exception>
    Task<TelemetryReceipt> SubmitTelemetryAsync(TelemetrySubmission submission, CancellationToken cancellation);

    /// <summary>
    /// Whether the process works at all (liveness) and whether it can serve and take telemetry (readiness). Never throws.
    /// </summary>
    Task<HealthReport> CheckHealthAsync(CancellationToken cancellation);

    /// <summary>
    /// Counters and gauges of the whole host at one moment; families in any order, names of the Prometheus data model.
    /// </summary>
    IReadOnlyList<MetricFamily> ReadMetrics();
}
