using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Reports;

namespace OrleansTwin.Store;

/// <summary>
/// The elements of all buckets of all twins. A row replaces the one of the same key if its version is higher (DESIGN, rule 2).
/// Rows given to
/// <see cref="Put"/> count at once in every answer; a checkpoint that carries them makes them durable.
/// Versions rise for good: a twin that begins anew goes on above the version of its stored rows, or its reports are ignored (and
/// counted).
/// </summary>
public interface ILedger
{
    /// <summary>
    /// How far behind its bucket a row's slices may lie. Rows that correct an earlier bucket than this are refused; it bounds
    /// what a window's
    /// edges have to read.
    /// </summary>
    const long LookBackTicks = Buckets.LookBackTicks;

    /// <summary>
    /// Shows a row to readers before its checkpoint. The host keeps the row too, and hands it over in <see
    /// cref="Checkpoint.Rows"/> as it stood at
    /// the cursor.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// A bucket is not a whole minute, or a slice lies ahead of its row or too far behind.
    /// </exception>
    void Put(LedgerRow row);

    /// <summary>The sum of all slices, of all parts and rows, whose bucket lies in the query's window.</summary>
    ValueTask<ElementVector> SumAsync(ElementQuery query, CancellationToken cancellation = default);

    /// <summary>
    /// The same sum, one slice per (product, order); the slices' bucket is the window's begin. Ordered by product, then order.
    /// </summary>
    ValueTask<IReadOnlyList<ElementSlice>> SumByContextAsync(ElementQuery query, CancellationToken cancellation = default);

    /// <summary>The rows with a bucket in [from, to), in order of time; at most <paramref name="limit"/>.</summary>
    ValueTask<IReadOnlyList<LedgerRow>> ReadRowsAsync(
        int twinKey, ReportPart part, long fromTicks, long toTicks, int limit = int.MaxValue,
        CancellationToken cancellation = default);

    /// <summary>One row, or null.</summary>
    ValueTask<LedgerRow?> ReadRowAsync(LedgerRowKey key, CancellationToken cancellation = default);
}

/// <summary>A window of whole minutes, [from, to), of one twin; a product or order of null means all of them.</summary>
public readonly record struct ElementQuery(
    int TwinKey, long FromTicks, long ToTicks, string? Product = null, string? Order = null);
