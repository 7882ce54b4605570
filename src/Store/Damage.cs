namespace OrleansTwin.Store;

/// <summary>
/// Something stored that differs from what was written. It is set aside, its bytes kept in the table <c>damage</c>, and
/// everything else goes on.
/// </summary>
/// <param name="Kind">What it was.</param>
/// <param name="TwinKey">Whose it was; −1: not one twin's.</param>
/// <param name="FromTicks">Begin of the stretch that is affected; 0 where that means nothing.</param>
/// <param name="ToTicks">End of the stretch, not included.</param>
/// <param name="Detail">What was found, what is affected, what can be done.</param>
public sealed record Damage(DamageKind Kind, int TwinKey, long FromTicks, long ToTicks, string Detail);

/// <summary>Persisted numbers.</summary>
public enum DamageKind
{
    Samples = 1,
    Aggregates = 2,
    Snapshot = 3,
    LedgerRow = 4,
    LedgerSums = 5,
    Journal = 6,
    Receipts = 7,
    Record = 8,
}

/// <summary>The damage that was found, in this process and before; bounded, the newest are kept.</summary>
public interface IDamageReport
{
    /// <summary>All that was ever found, also what is no longer listed.</summary>
    long Count { get; }

    /// <summary>How many of them, the oldest, somebody has seen and accepted as lost.</summary>
    long Accepted { get; }

    /// <summary>The newest first; details name twins by their paths.</summary>
    IReadOnlyList<Damage> List(int limit = int.MaxValue);

    /// <summary>
    /// The damaged stretches of these sensors' samples that overlap a window and that nobody has accepted, the newest first: what
    /// is read of the window is not all that was.
    /// </summary>
    IReadOnlyList<Damage> LostSamples(IReadOnlySet<int> sensorKeys, long fromTicks, long toTicks);

    /// <summary>
    /// Accepts all that was found, for good; false, and nothing is accepted: there is not as much of it as the caller has seen.
    /// </summary>
    ValueTask<bool> AcceptAsync(long count, CancellationToken cancellation = default);
}
