using OrleansTwin.Runtime.Shards;

namespace OrleansTwin.Grains.Placement;

/// <summary>
/// On which silo a shard sits: the one with the highest weight for it (rendezvous hashing), so that a silo that comes or goes
/// moves its own share of the shards and no other. All silos come to the same answer without asking.
/// </summary>
internal static class ShardSeats
{
    public static SiloAddress Choose(int shard, IReadOnlyList<SiloAddress> silos)
    {
        if (silos.Count == 0)
            throw new ArgumentException("No silo runs shards. Start one with the role 'silo'.", nameof(silos));
        return silos.MaxBy(silo => (Weight(shard, silo), silo))!;
    }

    // By endpoint: a silo that is started again on its machine takes its own shards, whose data the machine may have cached.
    private static ulong Weight(int shard, SiloAddress silo) =>
        PathHash.Of($"{shard}@{silo.Endpoint}");
}
