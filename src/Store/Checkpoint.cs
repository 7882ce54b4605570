namespace OrleansTwin.Store;

/// <summary>
/// Everything that changed since the last checkpoint, as it stood when the batch <paramref name="Cursor"/> and all before it, and
/// none after it, had been
/// applied. Several snapshots or rows of one key: the last one counts.
/// </summary>
/// <param name="Cursor">Sequence of the last batch contained; durable already.</param>
/// <param name="Snapshots">States of the twins that changed.</param>
/// <param name="Rows">Ledger rows that changed.</param>
/// <param name="Alarms">What happened to alarms.</param>
/// <param name="Forgotten">Twins whose snapshot is to be deleted (they left the plant); their history and ledger stay.</param>
public sealed record Checkpoint(
    long Cursor, IReadOnlyList<Snapshot> Snapshots, IReadOnlyList<LedgerRow> Rows, IReadOnlyList<AlarmRow>? Alarms = null,
    IReadOnlyList<int>? Forgotten = null)
{
    /// <summary>The store is closed after it, and somebody waits to open it: history's upkeep is left to them.</summary>
    public bool IsLast { get; init; }

    /// <summary>What others are to be told of, where there are any (<see cref="IOutbox.IsOn"/>).</summary>
    public IReadOnlyList<OutboxEvent> Events { get; init; } = [];
}

/// <summary>What a checkpoint wrote.</summary>
public readonly record struct CheckpointSummary(
    long Cursor, int Snapshots, int Rows, int RowsStale, long Samples, long BatchesTruncated, TimeSpan Duration);
