using Orleans.Concurrency;
using OrleansTwin.Api.Hosting;

namespace OrleansTwin.Grains.Interfaces;

/// <summary>
/// The plant file in force and its versions: one for the whole grid, key 0. What is put in force here is what all shards and
/// feeds follow.
/// </summary>
[Alias("OrleansTwin.Plant")]
public interface IPlantGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// A process starts. The first one's file becomes version 1 and its number of shards the grid's; everyone else's have to
    /// agree.
    /// </summary>
    /// <exception cref="HostFaultException">
    /// <see cref="HostFault.Conflict"/>: another plant is in force, or the grid has another number of shards, or takes reports of
    /// other sites;
    /// <see cref="HostFault.NotFound"/>: no file was named, and the grid has no plant yet.
    /// </exception>
    [Alias("JoinGrid"), ResponseTimeout("00:00:30")]
    Task<PlantDocument> JoinAsync(GridMember member);

    /// <summary>Number of the version in force; 0: none yet.</summary>
    [Alias("VersionInForce"), AlwaysInterleave]
    Task<long> GetVersionAsync();

    [Alias("PlantDocument"), AlwaysInterleave]
    Task<PlantDocument?> GetPlantAsync(long? version, CancellationToken cancellation);

    [Alias("PlantVersions"), AlwaysInterleave]
    Task<Page<PlantVersion>> ListVersionsAsync(PageQuery query, CancellationToken cancellation);

    /// <summary>Returns when the shards that can be reached run by it; the others do when they are back.</summary>
    [Alias("ReplacePlant"), ResponseTimeout("00:02:00")]
    Task<PlantReplaced> ReplaceAsync(PlantReplacement replacement, CancellationToken cancellation);

    [Alias("AdoptTag"), ResponseTimeout("00:02:00")]
    Task<AdoptedTag> AdoptAsync(TagAdoption adoption, CancellationToken cancellation);

    /// <summary>Models that machines can be followed by, by name.</summary>
    [Alias("TrainedModels"), AlwaysInterleave]
    Task<List<TrainedModelView>> ListModelsAsync(CancellationToken cancellation);

    /// <summary>
    /// The file of a model in force, for shards whose machines name it; null: it is not kept, or another version is in force.
    /// </summary>
    [Alias("TrainedModelFile"), AlwaysInterleave]
    Task<byte[]?> ReadModelAsync(string name, int version, CancellationToken cancellation);

    /// <summary>Durable when this returns; shards take it up when they look next.</summary>
    [Alias("PutTrainedModel"), ResponseTimeout("00:00:30")]
    Task<TrainedModelView> PutModelAsync(string name, byte[] file, string user, string? note, CancellationToken cancellation);

    [Alias("DeleteTrainedModel"), ResponseTimeout("00:00:30")]
    Task<bool> DeleteModelAsync(string name, string user, CancellationToken cancellation);

    /// <summary>A site has got a feed: it follows the plant, and is kept awake, from here on.</summary>
    [Alias("AddFeed")]
    Task AddFeedAsync(string name);

    /// <summary>Names of the feeds that ever joined, in ordinal order.</summary>
    [Alias("Feeds"), AlwaysInterleave]
    Task<string[]> ListFeedsAsync();
}

/// <summary>A process that joins the grid, with what it was told of it.</summary>
/// <param name="PlantText">Plant file that it was started with; null: it takes the plant of the grid.</param>
/// <param name="Shards">Number of shards that it expects.</param>
/// <param name="Feeds">Names of the feeds that it can run.</param>
/// <param name="Reports">Sites that it takes reports of; null: none.</param>
[GenerateSerializer, Immutable, Alias("OrleansTwin.GridMember")]
public sealed record GridMember(
    [property: Id(0)] string? PlantText, [property: Id(1)] int Shards, [property: Id(2)] string[] Feeds,
    [property: Id(3)] string[]? Reports = null);
