namespace OrleansTwin.Store;

/// <summary>What a check has read, and the damage it came upon, including what had been found before.</summary>
public sealed record StoreCheck(
    long Chunks, long Samples, long Aggregates, long LedgerRows, long Sums, IReadOnlyList<Damage> Damage)
{
    public bool IsWhole => Damage.Count == 0;
}
