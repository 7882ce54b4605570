using OrleansTwin.Api.Hosting;
using OrleansTwin.Diagnostics;
using OrleansTwin.HostConformance.Tests.Suite;
using OrleansTwin.Runtime.Answers;
using OrleansTwin.Runtime.Hosting;
using OrleansTwin.Runtime.Lives.Trained;
using OrleansTwin.Store;
using OrleansTwin.Twins.Model;
using DeadLetter = OrleansTwin.Api.Hosting.DeadLetter;
using PlantVersion = OrleansTwin.Api.Hosting.PlantVersion;
using StoredVersion = OrleansTwin.Store.PlantVersion;
using UnknownTag = OrleansTwin.Api.Hosting.UnknownTag;

namespace OrleansTwin.HostConformance.Tests.Hosts;

/// <summary>The versions of a plant that runs in parts; the suite asks for nothing else that is not a shard's.</summary>
internal sealed class SuiteControl : IHostControl, IPlantFollower, IDisposable
{
    private readonly PlantControl _versions;
    private readonly TrainedModelDesk _models;
    private readonly Func<StoredVersion, Plant, Task> _follow;

    public SuiteControl(ITwinStore store, StoredVersion current, Func<StoredVersion, Plant, Task> follow, TimeProvider time)
    {
        _versions = new PlantControl(store, this, current, time);
        _models = new TrainedModelDesk(store.TrainedModels, time);
        (_follow, Plant) = (follow, SuitePlant.Parse(current.Text));
    }

    public Plant Plant { get; private set; }

    public StoredVersion Current => _versions.Current;

    public async Task FollowAsync(Plant plant, StoredVersion version)
    {
        await _follow(version, plant);
        Plant = plant;
    }

    public Task<PlantReplaced> ReplacePlantAsync(PlantReplacement replacement, CancellationToken cancellation) =>
        _versions.ReplaceAsync(replacement, cancellation);

    public Task<PlantDocument?> GetPlantAsync(long? version, CancellationToken cancellation) =>
        Task.FromResult<PlantDocument?>(new PlantDocument(Current.Info.Number, default, null, Current.Text));

    public Task<IReadOnlyList<TrainedModelView>> ListTrainedModelsAsync(CancellationToken cancellation) =>
        _models.ListAsync(cancellation);

    public Task<TrainedModelView> PutTrainedModelAsync(TrainedModelSubmission submission, CancellationToken cancellation) =>
        _models.PutAsync(submission, cancellation);

    public Task<bool> DeleteTrainedModelAsync(string name, string user, CancellationToken cancellation) =>
        _models.RemoveAsync(name, user, cancellation);

    public Task<ValueKind?> KindOfUnknownAsync(string tag, CancellationToken cancellation) => throw NotAsked();

    public Task<Page<PlantVersion>> ListPlantVersionsAsync(PageQuery query, CancellationToken cancellation) => throw NotAsked();

    public Task<TelemetryReceipt> SubmitTelemetryAsync(TelemetrySubmission submission, CancellationToken cancellation) =>
        throw NotAsked();

    public Task<HistoryImportReceipt> ImportHistoryAsync(
        HistoryImportSubmission submission, CancellationToken cancellation) => throw NotAsked();

    public Task<Page<UnknownTag>> ListUnknownTagsAsync(PageQuery query, CancellationToken cancellation) => throw NotAsked();

    public Task<AdoptedTag> AdoptTagAsync(TagAdoption adoption, CancellationToken cancellation) => throw NotAsked();

    public Task<Page<DeadLetter>> ListDeadLettersAsync(PageQuery query, CancellationToken cancellation) => throw NotAsked();

    public Task<HealthReport> CheckHealthAsync(CancellationToken cancellation) =>
        Task.FromResult(new HealthReport(true, true, []));

    public IReadOnlyList<MetricFamily> ReadMetrics() => throw NotAsked();

    public void Dispose() => _versions.Dispose();

    private static NotSupportedException NotAsked() => new("The suite does not ask this.");
}
