using Orleans.Placement;
using Orleans.Runtime.Placement;
using OrleansTwin.Runtime.Shards;

namespace OrleansTwin.Grains.Placement;

/// <summary>Shards by their seats, and what is asked of one twin beside the shard that has the twin.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class ShardPlacementAttribute() : PlacementAttribute(new ShardPlacement());

[GenerateSerializer, Immutable, Alias("OrleansTwin.ShardPlacement")]
internal sealed class ShardPlacement : PlacementStrategy;

internal sealed class ShardPlacementDirector(ShardMap shards) : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context) =>
        Task.FromResult(ShardSeats.Choose(ShardOf(target.GrainIdentity), context.GetCompatibleSilos(target)));

    private int ShardOf(GrainId id) => id.Type.ToString() switch
    {
        GrainNames.Shard => (int)id.GetIntegerKey(),
        GrainNames.Sensor => shards.ShardOfSensor(id.Key.ToString()!),
        GrainNames.Machine => shards.ShardOfMachine(id.Key.ToString()!),
        _ => shards.ShardOf(id.Key.ToString()!),
    };
}
