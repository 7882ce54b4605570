using Microsoft.Extensions.Logging;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Grains.Hosting;
using OrleansTwin.Grains.Interfaces;
using OrleansTwin.PlantFiles;
using OrleansTwin.Runtime.Answers;
using OrleansTwin.Runtime.Lives.Trained;
using OrleansTwin.Runtime.Sites;
using OrleansTwin.Runtime.Hosting;
using OrleansTwin.Store;
using OrleansTwin.Twins.Model;
using PlantVersion = OrleansTwin.Api.Hosting.PlantVersion;
using StoredVersion = OrleansTwin.Store.PlantVersion;

namespace OrleansTwin.Grains.Plants;

/// <summary>Keeps the plant's versions in a store of their own, and what the grid is in grain storage.</summary>
[GrainType(GrainNames.Plant), KeepAlive]
internal sealed partial class PlantGrain(
    [PersistentState("grid", GridState.Storage)] IPersistentState<GridState> state, GridStores stores, GridClock clock,
    ILogger<PlantGrain> log) : Grain, IPlantGrain, IPlantFollower
{
    private ITwinStore? _store;
    private PlantControl? _control;
    private StoredVersion? _inForce;
    private TrainedModelDesk? _models;

    private TrainedModelDesk Models => _models ??= new TrainedModelDesk(Store.TrainedModels, clock.Time);

    private ITwinStore Store => _store ?? throw new InvalidOperationException("The plant's store is open while the grain is.");

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _store = await Task.Run(async () => await stores.OpenPlantAsync(), cancellationToken);
        try
        {
            if (await _store.PlantVersions.ReadLatestAsync(cancellationToken) is { } latest)
                TakeUp(latest);
            cancellationToken.ThrowIfCancellationRequested();
        }
        catch
        {
            // Nobody deactivates what was not activated.
            await _store.DisposeAsync();
            throw;
        }
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _control?.Dispose();
        if (_store is { } store)
            await Task.Run(async () => await store.DisposeAsync(), CancellationToken.None);
    }

    public async Task<PlantDocument> JoinAsync(GridMember member)
    {
        if (state.State.Shards != 0 && state.State.Shards != member.Shards)
        {
            throw new HostFaultException(
                HostFault.Conflict, $"The grid has {state.State.Shards} shards, and this process was told {member.Shards}.",
                "the same number everywhere, for good.", $"Start it with Grid:Shards={state.State.Shards}.");
        }

        DemandReports(member.Reports ?? []);
        await AgreeAsync(member.PlantText);
        await KeepAsync(member.Shards, member.Feeds, member.Reports ?? []);
        return Document(_inForce!);
    }

    public Task AddFeedAsync(string name) => KeepAsync(state.State.Shards, [name], []);

    public Task<long> GetVersionAsync() => Task.FromResult<long>(_inForce?.Info.Number ?? 0);

    public Task<PlantDocument?> GetPlantAsync(long? version, CancellationToken cancellation) => version is null
        ? Task.FromResult(_inForce is null ? null : Document(_inForce))
        : Control.ReadAsync(version, cancellation);

    public Task<Page<PlantVersion>> ListVersionsAsync(PageQuery query, CancellationToken cancellation) =>
        Control.ListAsync(query, cancellation);

    public Task<PlantReplaced> ReplaceAsync(PlantReplacement replacement, CancellationToken cancellation) =>
        Control.ReplaceAsync(replacement, cancellation);

    public Task<AdoptedTag> AdoptAsync(TagAdoption adoption, CancellationToken cancellation) =>
        Control.AdoptAsync(adoption, cancellation);

    public async Task<List<TrainedModelView>> ListModelsAsync(CancellationToken cancellation) =>
        [.. await Models.ListAsync(cancellation)];

    public Task<byte[]?> ReadModelAsync(string name, int version, CancellationToken cancellation) =>
        Store.TrainedModels.ReadAsync(name, version, cancellation).AsTask();

    public Task<TrainedModelView> PutModelAsync(
        string name, byte[] file, string user, string? note, CancellationToken cancellation) =>
        Models.PutAsync(new TrainedModelSubmission(name, file, user, note), cancellation);

    public Task<bool> DeleteModelAsync(string name, string user, CancellationToken cancellation) =>
        Models.RemoveAsync(name, user, cancellation);

    public Task<string[]> ListFeedsAsync() => Task.FromResult(state.State.Feeds);

    /// <summary>
    /// In force at once. Shards follow before feeds decode by it; what can't be reached follows when it is back.
    /// </summary>
    public async Task FollowAsync(Plant plant, StoredVersion version)
    {
        _inForce = version;
        var shards = Enumerable.Range(0, state.State.Shards).Select(shard => GrainFactory.Shard(shard));
        var feeds = state.State.Feeds.Select(feed => GrainFactory.Feed(feed));
        await Task.WhenAll(shards.Select(shard => TellAsync(shard.StayAwakeAsync(version.Info.Number))));
        await Task.WhenAll(feeds.Select(feed => TellAsync(feed.StayAwakeAsync(version.Info.Number))));
    }

    public async Task<ValueKind?> KindOfUnknownAsync(string tag, CancellationToken cancellation)
    {
        foreach (var feed in state.State.Feeds)
        {
            if (await GrainFactory.Feed(feed).KindOfUnknownAsync(tag, cancellation) is { } kind)
                return kind;
        }

        return null;
    }

    private async Task KeepAsync(int shards, IEnumerable<string> more, IEnumerable<string> moreReports)
    {
        var (feeds, reports) = (With(state.State.Feeds, more), With(state.State.Reports, moreReports));
        if (state.State.Shards == shards && feeds.Length == state.State.Feeds.Length
            && reports.Length == state.State.Reports.Length)
            return;
        (state.State.Shards, state.State.Feeds, state.State.Reports) = (shards, feeds, reports);
        await state.WriteStateAsync();
    }

    private static string[] With(string[] known, IEnumerable<string> more) =>
        [.. known.Union(more, StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>
    /// Sites may come, and none goes. One that has sent telemetry stays with that: what the shards have of it would count twice.
    /// </summary>
    private void DemandReports(string[] told)
    {
        if (state.State.Reports.Except(told).FirstOrDefault() is { } forgotten)
        {
            throw new HostFaultException(
                HostFault.Conflict, $"The grid takes reports of site {forgotten}, and this process was not told so.",
                "the same sites everywhere, for good.", $"Add '{forgotten}' to its Grid:Reports.");
        }

        if (told.Except(state.State.Reports).FirstOrDefault(site => state.State.Feeds.Contains(SiteFeeds.NameOf(site)))
            is { } other)
        {
            throw new HostFaultException(
                HostFault.Conflict, $"The grid has telemetry of site {other}, and this process was told to take its reports.",
                "a site that begins with reports.",
                $"Leave '{other}' out of Grid:Reports and forward its telemetry; or give the site another path.");
        }
    }

    private PlantControl Control => _control ?? throw new HostFaultException(
        HostFault.Unavailable, "The grid has no plant yet.", "a plant file in force.", "Start a silo with --plant FILE.");

    /// <summary>
    /// The first file makes version 1. Later on a file that was in force once undoes nothing that was changed since.
    /// </summary>
    private async Task AgreeAsync(string? text)
    {
        if (_inForce is null)
            TakeUp(await FirstAsync(text));
        else if (text is not null && text != _inForce.Text && !await StartingPlant.IsLastFileAsync(Store, text))
        {
            throw new HostFaultException(
                HostFault.Conflict,
                $"Version {_inForce.Info.Number} of the plant is in force, and the file of this process differs from it.",
                "the same plant on every silo.",
                "Start it without --plant, or put the file in force first: PUT /api/v1/plant.");
        }
    }

    private async Task<StoredVersion> FirstAsync(string? text)
    {
        if (text is null)
        {
            throw new HostFaultException(
                HostFault.NotFound, "The grid has no plant yet.", "a plant file with the first process.",
                "Start it with --plant FILE.");
        }

        if (PlantFile.Parse(text, "plant").Plant is null)
        {
            throw new HostFaultException(
                HostFault.Invalid, "The plant file has errors.", "one that 'plant check' finds none in.", "Correct it.");
        }

        return await Store.PlantVersions.AddAsync(text, StartingPlant.FileAuthor, clock.Time.GetUtcNow().UtcTicks, "from file");
    }

    private void TakeUp(StoredVersion version)
    {
        _inForce = version;
        _control = new PlantControl(Store, this, version, clock.Time);
    }

    private async Task TellAsync(Task following)
    {
        try
        {
            await following;
        }
        catch (Exception away)
        {
            LogAway(log, away.Message);
        }
    }

    private static PlantDocument Document(StoredVersion version) =>
        new(version.Info.Number, Times.Of(version.Info.AtTicks), version.Info.Note, version.Text);

    [LoggerMessage(2201, LogLevel.Warning, "A shard or feed follows the new version of the plant later: {Reason}")]
    private static partial void LogAway(ILogger log, string reason);
}
