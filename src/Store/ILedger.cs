using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Reports;

namespace OrleansTwin.Store;

/// <summary>
/// The elements of all buckets of all twins. A row replaces the one of the same key if its version is higher (DESIGN, rule 2).
/// Rows given to
/// <see cref="IFoldLedger.Put"/> count at once in every answer; a checkpoint that carries them makes them durable.
/// Versions rise for good: a twin that begins anew goes on above the version of its stored rows, or its reports are ignored (and
/// counted).
/// </summary>
public interface ILedger : IFoldLedger
{
    /// <summary>
    /// How far behind its bucket a row's slices may lie. Rows that correct an earlier bucket than this are refused; it bounds
    /// what a window's
    /// edges have to read.
    /// </summary>
    const long LookBackTicks = Buckets.LookBackTicks;

    /// <summary>The sum of all slices, of all parts and rows, that the query asks for by bucket, product and order.</summary>
    ValueTask<ElementVector> SumAsync(ElementQuery query, CancellationToken cancellation = default);

    /// <summary>Lets <see cref="ReadChangesAsync"/> find its rows by an index; made once, it stays.</summary>
    ValueTask IndexChangesAsync(CancellationToken cancellation = default);

    /// <summary>
    /// Rows as they stand, in the order in which checkpoints wrote them: those behind a place, up to a checkpoint. A row that was
    /// written again has left its former place, so whoever goes on from place to place gets each row's last version, and every
    /// row at least once. Two checkpoints may have one cursor: only what lies before the newest checkpoint's is final.
    /// </summary>
    /// <param name="after">The place; the default: the beginning.</param>
    /// <param name="cursor">Of the last checkpoint whose rows are wanted.</param>
    /// <param name="limit">Rows at most.</param>
    /// <param name="cancellation">Gives it up.</param>
    ValueTask<LedgerChanges> ReadChangesAsync(
        LedgerPlace after, long cursor, int limit, CancellationToken cancellation = default);
}

/// <summary>A place in the order in which rows were written: the checkpoint's cursor, and the row within it.</summary>
public readonly record struct LedgerPlace(long Cursor, long Row);

/// <summary>
/// Rows, the place of the last of them, and whether they are all that there are. A damaged row is left out, and was reported.
/// </summary>
public sealed record LedgerChanges(IReadOnlyList<LedgerRow> Rows, LedgerPlace To, bool IsAll);

/// <summary>A window of whole minutes, [from, to), of one twin; a product or order of null means all of them.</summary>
public readonly record struct ElementQuery(
    int TwinKey, long FromTicks, long ToTicks, string? Product = null, string? Order = null);
