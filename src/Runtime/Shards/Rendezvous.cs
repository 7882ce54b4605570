namespace OrleansTwin.Runtime.Shards;

/// <summary>
/// The seat of a shard among processes: the one with the highest weight for it (rendezvous hashing), so that one that comes or
/// goes moves its own share of the shards and no other. All come to the same answer without asking.
/// </summary>
internal static class Rendezvous
{
    /// <param name="shard">Which one.</param>
    /// <param name="silos">At least one. Where two have one endpoint, the greater of them is taken.</param>
    /// <param name="endpointOf">
    /// What is weighed: a silo that is started again on its machine takes its own shards, whose data the machine may have cached.
    /// </param>
    public static TSilo Choose<TSilo>(int shard, IEnumerable<TSilo> silos, Func<TSilo, string> endpointOf) =>
        silos.MaxBy(silo => (PathHash.Of($"{shard}@{endpointOf(silo)}"), silo))!;
}
