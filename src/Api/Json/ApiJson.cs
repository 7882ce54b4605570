using System.Text.Json.Serialization;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Api.Live;
using OrleansTwin.Api.Problems;

namespace OrleansTwin.Api.Json;

/// <summary>Generated serializers of everything that crosses the wire.</summary>
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(Page<TwinSummary>))]
[JsonSerializable(typeof(TwinView))]
[JsonSerializable(typeof(KpiAnswer))]
[JsonSerializable(typeof(TimelineAnswer))]
[JsonSerializable(typeof(HistoryAnswer))]
[JsonSerializable(typeof(HistoryImportReceipt))]
[JsonSerializable(typeof(Page<AlarmView>))]
[JsonSerializable(typeof(AlarmOrder))]
[JsonSerializable(typeof(IReadOnlyList<AlarmOutcome>))]
[JsonSerializable(typeof(AlarmChanges))]
[JsonSerializable(typeof(AlarmKpiAnswer))]
[JsonSerializable(typeof(Page<UnknownTag>))]
[JsonSerializable(typeof(TagAdoption))]
[JsonSerializable(typeof(AdoptedTag))]
[JsonSerializable(typeof(Page<DeadLetter>))]
[JsonSerializable(typeof(PlantDocument))]
[JsonSerializable(typeof(Page<PlantVersion>))]
[JsonSerializable(typeof(PlantReplaced))]
[JsonSerializable(typeof(TelemetryReceipt))]
[JsonSerializable(typeof(DamageReport))]
[JsonSerializable(typeof(DamageAcceptance))]
[JsonSerializable(typeof(HealthReport))]
[JsonSerializable(typeof(Page<SiteLink>))]
[JsonSerializable(typeof(ForwardReceipt))]
[JsonSerializable(typeof(Page<WebhookView>))]
[JsonSerializable(typeof(Page<UndeliveredView>))]
[JsonSerializable(typeof(WebhookRetry))]
[JsonSerializable(typeof(HealthOrder))]
[JsonSerializable(typeof(HealthView))]
[JsonSerializable(typeof(WorkOrders))]
[JsonSerializable(typeof(WorkOrderView))]
[JsonSerializable(typeof(WorkRequest))]
[JsonSerializable(typeof(WorkOrderOrder))]
[JsonSerializable(typeof(WorkOrderEvent))]
[JsonSerializable(typeof(AlarmEvent))]
[JsonSerializable(typeof(AlarmFloodEvent))]
[JsonSerializable(typeof(LiveGap))]
[JsonSerializable(typeof(LiveGone))]
[JsonSerializable(typeof(LiveAlarms))]
internal sealed partial class ApiJson : JsonSerializerContext;
