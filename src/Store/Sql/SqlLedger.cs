using OrleansTwin.Store.Buffers;
using OrleansTwin.Store.Codecs;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Reports;

namespace OrleansTwin.Store.Sql;

/// <summary>
/// The ledger over the database and the overlay. Every answer captures the overlay's rows, then opens a database snapshot and
/// exchanges, in the
/// sum, what the snapshot holds under their keys for them, where they are newer.
/// </summary>
internal sealed class SqlLedger(
    LedgerOverlay overlay, ReaderPool readers, WriterLoop writer, INameTable names, DamageBook damage) : ILedger
{
    public void Put(LedgerRow row)
    {
        LedgerRules.Check(row);
        overlay.Put(row);
    }

    public ValueTask<ElementVector> SumAsync(ElementQuery query, CancellationToken cancellation = default)
    {
        LedgerRules.Check(query);
        var pending = CapturePending(query);
        return readers.ReadAsync(database => new LedgerSum(database, query, damage).Total(pending), cancellation);
    }

    public ValueTask<IReadOnlyList<LedgerRow>> ReadRowsAsync(
        int twinKey, ReportPart part, long fromTicks, long toTicks, int limit = int.MaxValue,
        CancellationToken cancellation = default)
    {
        var pending = overlay.Capture(twinKey, fromTicks, toTicks).Where(row => row.Report.Part == part);
        return readers.ReadAsync<IReadOnlyList<LedgerRow>>(
            database => Merge(
                LedgerTable.Read(database, twinKey, names.NameOf(twinKey), part, fromTicks, toTicks, limit, damage),
                pending, limit),
            cancellation);
    }

    public ValueTask<LedgerRow?> ReadRowAsync(LedgerRowKey key, CancellationToken cancellation = default)
    {
        var pending = overlay.Find(key);
        return readers.ReadAsync(
            database => Newer(LedgerTable.Find(database, key, damage).Row, pending, names.NameOf(key.TwinKey)), cancellation);
    }

    public async ValueTask IndexChangesAsync(CancellationToken cancellation = default) => await writer.RunAsync(
        database =>
        {
            LedgerTable.IndexChanges(database);
            return true;
        },
        cancellation: cancellation).ConfigureAwait(false);

    public ValueTask<LedgerChanges> ReadChangesAsync(
        LedgerPlace after, long cursor, int limit, CancellationToken cancellation = default) => readers.ReadAsync(
        database => LedgerTable.ReadChanges(database, names, after, cursor, limit, damage), cancellation);

    private static LedgerRow? Newer(LedgerRow? stored, LedgerRow? pending, string twinId)
    {
        if (stored is null || pending?.Report.Version > stored.Report.Version)
            return pending;
        return stored with { Report = stored.Report with { TwinId = twinId } };
    }

    private static List<LedgerRow> Merge(List<LedgerRow> stored, IEnumerable<LedgerRow> pending, int limit)
    {
        var rows = new SortedDictionary<long, LedgerRow>();
        foreach (var row in stored.Concat(pending))
        {
            var bucket = row.Report.BucketTicks;
            if (!rows.TryGetValue(bucket, out var other) || other.Report.Version < row.Report.Version)
                rows[bucket] = row;
        }

        return [.. rows.Values.Take(limit)];
    }

    private List<LedgerRow> CapturePending(in ElementQuery query) =>
        overlay.Capture(query.TwinKey, query.FromTicks, query.ToTicks + ILedger.LookBackTicks);
}
