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
}

/// <summary>A window of whole minutes, [from, to), of one twin; a product or order of null means all of them.</summary>
public readonly record struct ElementQuery(
    int TwinKey, long FromTicks, long ToTicks, string? Product = null, string? Order = null);
