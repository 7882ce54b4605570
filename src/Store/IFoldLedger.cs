using OrleansTwin.Twins.Reports;

namespace OrleansTwin.Store;

/// <summary>What folding needs of the ledger: rows go in, and come back to open a refold or to be composed anew.</summary>
public interface IFoldLedger
{
    /// <summary>
    /// Shows a row to readers before its checkpoint. The host keeps the row too, and hands it over in <see
    /// cref="Checkpoint.Rows"/> as it stood at
    /// the cursor.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// A bucket is not a whole minute, or a slice lies ahead of its row or too far behind.
    /// </exception>
    void Put(LedgerRow row);

    /// <summary>The rows with a bucket in [from, to), in order of time; at most <paramref name="limit"/>.</summary>
    ValueTask<IReadOnlyList<LedgerRow>> ReadRowsAsync(
        int twinKey, ReportPart part, long fromTicks, long toTicks, int limit = int.MaxValue,
        CancellationToken cancellation = default);

    /// <summary>One row, or null.</summary>
    ValueTask<LedgerRow?> ReadRowAsync(LedgerRowKey key, CancellationToken cancellation = default);
}
