using OrleansTwin.Runtime.Shards;

namespace OrleansTwin.Grains.Placement;

/// <summary>On which silo a shard sits.</summary>
internal static class ShardSeats
{
    public static SiloAddress Choose(int shard, IReadOnlyList<SiloAddress> silos)
    {
        if (silos.Count == 0)
            throw new ArgumentException("No silo runs shards. Start one with the role 'silo'.", nameof(silos));
        return Rendezvous.Choose(shard, silos, silo => $"{silo.Endpoint}");
    }
}
