using OrleansTwin.Store;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Runtime.Hosting;

/// <summary>What runs by the plant file in force.</summary>
internal interface IPlantFollower
{
    /// <summary>Runs by another version from here on; when it throws, it goes on by the one before.</summary>
    Task FollowAsync(Plant plant, PlantVersion version);

    /// <summary>What the values of a tag that no sensor claims look like; null: there is no such tag.</summary>
    Task<ValueKind?> KindOfUnknownAsync(string tag, CancellationToken cancellation);
}
