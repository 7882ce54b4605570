using OrleansTwin.Store.Codecs;
using OrleansTwin.Twins.Reports;

namespace OrleansTwin.Store.Sql;

/// <summary>
/// Ledger rows that were replaced since a milestone and stood at it. With the rows that were not, they are the ledger as it was
/// known there.
/// </summary>
internal static class LedgerPast
{
    private const string Was = "since <= ? AND until > ?";

    /// <summary>Keeps a row that is about to be replaced.</summary>
    public static void Keep(SqlDatabase database, in StoredLedgerRow stored, long until) => database.Prepare(
        $"""
        INSERT INTO ledger_past (twin, {LedgerTable.Content}, until, past_crc)
        SELECT twin, {LedgerTable.Content}, ?2, ?3 FROM ledger WHERE id = ?1
        """).With(stored.Id, until, ChecksumOf(stored.Crc, until)).Run();

    public static void DropTo(SqlDatabase database, long sequence) =>
        database.Prepare("DELETE FROM ledger_past WHERE until <= ?").With(sequence).Run();

    /// <summary>A row as it stood at a milestone, or null.</summary>
    public static LedgerRow? Find(SqlDatabase database, in LedgerRowKey key, string twinId, long milestone)
    {
        var rows = Read(database, key.TwinKey, twinId, key.Part, key.BucketTicks, key.BucketTicks + 1, 1, milestone);
        return rows.Count > 0 ? rows[0] : null;
    }

    /// <summary>Rows with a bucket in [from, to) as they stood at a milestone, in order of bucket.</summary>
    public static List<LedgerRow> Read(
        SqlDatabase database, int twinKey, string twinId, ReportPart part, long fromTicks, long toTicks, int limit,
        long milestone)
    {
        List<LedgerRow> found = [];
        var now = database.Prepare(
            $"""
            SELECT {LedgerTable.Columns} FROM ledger
            WHERE twin = ? AND bucket >= ? AND bucket < ? AND part = ? AND since <= ? ORDER BY bucket LIMIT ?
            """).With(twinKey, fromTicks, toTicks, (int)part, milestone, limit);
        while (now.Step())
            found.Add(LedgerTable.ReadRow(now, twinKey, twinId));
        var past = database.Prepare(
            $"""
            SELECT {LedgerTable.Columns}, until, past_crc FROM ledger_past
            WHERE twin = ? AND bucket >= ? AND bucket < ? AND part = ? AND {Was} ORDER BY bucket LIMIT ?
            """).With(twinKey, fromTicks, toTicks, (int)part, milestone, milestone, limit);
        while (past.Step())
            found.Add(Checked(past, LedgerTable.ReadRow(past, twinKey, twinId)));
        found.Sort(static (a, b) => a.Report.BucketTicks.CompareTo(b.Report.BucketTicks));
        return found.Count > limit ? found[..limit] : found;
    }

    /// <summary>A row of the ledger's columns, its end and checksum.</summary>
    public static LedgerRow Checked(SqlStatement past, LedgerRow row) =>
        past.Long(LedgerTable.ColumnCount + 1) == ChecksumOf(past.Long(LedgerTable.CrcColumn), past.Long(LedgerTable.ColumnCount))
            ? row
            : throw new StoreCorruptedException(
                $"A past ledger row of twin key {row.TwinKey} at {new DateTime(row.Report.BucketTicks):u} is damaged. "
                + "Replay a moment behind a later milestone.");

    private static long ChecksumOf(long crc, long until) => Crc32C.Of(crc, until, 0, []);
}
