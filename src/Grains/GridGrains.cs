using OrleansTwin.Grains.Interfaces;

namespace OrleansTwin.Grains;

/// <summary>
/// The grid's grains by their names. Orleans would look a name up by the interface, which fails in a process that has not met
/// one that runs such grains yet; by its name a grain can be asked for, and the call tells that nobody runs it.
/// </summary>
internal static class GridGrains
{
    public static IPlantGrain Plant(this IGrainFactory grains) => grains.GetGrain<IPlantGrain>(Integer(GrainNames.Plant, 0));

    public static IShardGrain Shard(this IGrainFactory grains, int number) =>
        grains.GetGrain<IShardGrain>(Integer(GrainNames.Shard, number));

    public static IFeedGrain Feed(this IGrainFactory grains, string name) =>
        grains.GetGrain<IFeedGrain>(Text(GrainNames.Feed, name));

    public static ISensorGrain Sensor(this IGrainFactory grains, string id) =>
        grains.GetGrain<ISensorGrain>(Text(GrainNames.Sensor, id));

    public static IMachineGrain Machine(this IGrainFactory grains, string id) =>
        grains.GetGrain<IMachineGrain>(Text(GrainNames.Machine, id));

    private static GrainId Integer(string name, long key) =>
        GrainId.Create(GrainType.Create(name), GrainIdKeyExtensions.CreateIntegerKey(key));

    private static GrainId Text(string name, string key) => GrainId.Create(GrainType.Create(name), IdSpan.Create(key));
}
