using OrleansTwin.Api.Hosting;
using OrleansTwin.Diagnostics;
using OrleansTwin.Runtime.Engine;
using OrleansTwin.Runtime.Forwarding;
using OrleansTwin.Runtime.Hosting;
using OrleansTwin.Runtime.Lives.Trained;
using OrleansTwin.Runtime.Metrics;
using OrleansTwin.Runtime.Webhooks;
using OrleansTwin.Store;
using OrleansTwin.Twins.Model;
using DeadLetter = OrleansTwin.Api.Hosting.DeadLetter;
using PlantVersion = OrleansTwin.Api.Hosting.PlantVersion;
using UnknownTag = OrleansTwin.Api.Hosting.UnknownTag;

namespace OrleansTwin.Runtime.Answers;

/// <summary>Everything that is not the shards' where engine, ingest and plant versions are in one process.</summary>
internal sealed class HostControl(
    TwinEngine engine, PlantIngest ingest, PlantControl plants, WebhookSet webhooks, Func<IForwarder?> forwarder,
    TimeProvider time) : IHostControl
{
    private readonly IngestControl _ingest = new(ingest, engine.Store, time);
    private readonly TrainedModelDesk _models = new(engine.Store.TrainedModels, time);

    public Plant Plant => engine.Runtime.Plant;

    public Task<TelemetryReceipt> SubmitTelemetryAsync(TelemetrySubmission submission, CancellationToken cancellation) =>
        _ingest.SubmitTelemetryAsync(submission, cancellation);

    public Task<HistoryImportReceipt> ImportHistoryAsync(HistoryImportSubmission submission, CancellationToken cancellation) =>
        _ingest.ImportHistoryAsync(submission, cancellation);

    public Task<Page<UnknownTag>> ListUnknownTagsAsync(PageQuery query, CancellationToken cancellation) =>
        _ingest.ListUnknownTagsAsync(query, cancellation);

    public Task<Page<DeadLetter>> ListDeadLettersAsync(PageQuery query, CancellationToken cancellation) =>
        _ingest.ListDeadLettersAsync(query, cancellation);

    public async Task<HealthReport> CheckHealthAsync(CancellationToken cancellation)
    {
        var report = await _ingest.CheckHealthAsync(cancellation);
        return forwarder() is { } way ? report with { Checks = [.. report.Checks, way.CheckHealth()] } : report;
    }

    public IReadOnlyList<MetricFamily> ReadMetrics() =>
    [
        .. IngestFamilies.Of(ingest), .. TwinFamilies.Of(engine), .. StoreFamilies.Of(engine.Store),
        .. ProcessFamilies.Of(_ingest.Clock), .. webhooks.Read(), .. forwarder()?.Read() ?? [],
    ];

    public Task<PlantDocument?> GetPlantAsync(long? version, CancellationToken cancellation) =>
        OfStoreAsync(plants.ReadAsync(version, cancellation));

    public Task<Page<PlantVersion>> ListPlantVersionsAsync(PageQuery query, CancellationToken cancellation) =>
        OfStoreAsync(plants.ListAsync(query, cancellation));

    public Task<PlantReplaced> ReplacePlantAsync(PlantReplacement replacement, CancellationToken cancellation) =>
        OfStoreAsync(plants.ReplaceAsync(replacement, cancellation));

    public Task<AdoptedTag> AdoptTagAsync(TagAdoption adoption, CancellationToken cancellation) =>
        OfStoreAsync(plants.AdoptAsync(adoption, cancellation));

    public Task<IReadOnlyList<TrainedModelView>> ListTrainedModelsAsync(CancellationToken cancellation) =>
        OfStoreAsync(_models.ListAsync(cancellation));

    public Task<TrainedModelView> PutTrainedModelAsync(TrainedModelSubmission submission, CancellationToken cancellation) =>
        OfStoreAsync(_models.PutAsync(submission, cancellation));

    public Task<bool> DeleteTrainedModelAsync(string name, string user, CancellationToken cancellation) =>
        OfStoreAsync(_models.RemoveAsync(name, user, cancellation));

    /// <summary>What the store does besides, and what it may be away for.</summary>
    private async Task<T> OfStoreAsync<T>(Task<T> work)
    {
        try
        {
            return await work;
        }
        catch (StoreUnavailableException away)
        {
            throw Refusals.NoStore(away);
        }
        catch (MailboxStoppedException stopped)
        {
            throw Refusals.Unavailable(stopped.Message, "a running partition.", engine.Recovery.Remedy);
        }
    }
}
