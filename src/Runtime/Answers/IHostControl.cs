using OrleansTwin.Api.Hosting;
using OrleansTwin.Diagnostics;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Runtime.Answers;

/// <summary>
/// What a host is asked that is not its shards' to answer: the plant's versions, what comes in, and the state of the process.
/// Members are those of <see cref="ITwinHost"/>.
/// </summary>
internal interface IHostControl
{
    /// <summary>The plant in force.</summary>
    Plant Plant { get; }

    /// <summary>The links of the sites that Edges forward, as they were told last.</summary>
    IReadOnlyList<SiteLink> Sites => [];

    Task<PlantDocument?> GetPlantAsync(long? version, CancellationToken cancellation);

    Task<Page<PlantVersion>> ListPlantVersionsAsync(PageQuery query, CancellationToken cancellation);

    Task<PlantReplaced> ReplacePlantAsync(PlantReplacement replacement, CancellationToken cancellation);

    Task<IReadOnlyList<TrainedModelView>> ListTrainedModelsAsync(CancellationToken cancellation);

    Task<TrainedModelView> PutTrainedModelAsync(TrainedModelSubmission submission, CancellationToken cancellation);

    Task<bool> DeleteTrainedModelAsync(string name, string user, CancellationToken cancellation);

    Task<TelemetryReceipt> SubmitTelemetryAsync(TelemetrySubmission submission, CancellationToken cancellation);

    Task<HistoryImportReceipt> ImportHistoryAsync(HistoryImportSubmission submission, CancellationToken cancellation);

    Task<Page<UnknownTag>> ListUnknownTagsAsync(PageQuery query, CancellationToken cancellation);

    Task<AdoptedTag> AdoptTagAsync(TagAdoption adoption, CancellationToken cancellation);

    Task<Page<DeadLetter>> ListDeadLettersAsync(PageQuery query, CancellationToken cancellation);

    Task<HealthReport> CheckHealthAsync(CancellationToken cancellation);

    IReadOnlyList<MetricFamily> ReadMetrics();
}
