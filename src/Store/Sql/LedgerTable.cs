using OrleansTwin.Store.Codecs;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Reports;

namespace OrleansTwin.Store.Sql;

/// <summary>Ledger rows in the database.</summary>
internal static class LedgerTable
{
    private const string Columns = "id, bucket, part, earliest, version, is_settled, crc, slices, events, opening";

    /// <summary>Saves rows whose version is higher than the stored one's, with their sums. Returns the rows saved.</summary>
    public static int Save(SqlDatabase database, IEnumerable<LedgerRow> rows)
    {
        var changes = new RollupChanges();
        var writer = new ByteWriter();
        var saved = 0;
        foreach (var row in rows)
        {
            LedgerRules.Check(row);
            var (id, stored) = Find(database, row.Key);
            if (stored is not null && stored.Report.Version >= row.Report.Version)
                continue;
            foreach (var slice in stored?.Report.Slices ?? [])
                changes.Subtract(row.TwinKey, slice);
            foreach (var slice in row.Report.Slices)
                changes.Add(row.TwinKey, slice);
            Write(database, id, row, writer);
            saved++;
        }

        RollupTable.Apply(database, changes);
        return saved;
    }

    /// <summary>The stored row of a key, or null; its report has no twin id.</summary>
    public static (long? Id, LedgerRow? Row) Find(SqlDatabase database, in LedgerRowKey key)
    {
        var row = database.Prepare($"SELECT {Columns} FROM ledger WHERE twin = ? AND bucket = ? AND part = ?")
            .With(key.TwinKey, key.BucketTicks, (int)key.Part);
        if (!row.Step())
            return (null, null);
        var found = (row.Long(0), ReadRow(row, key.TwinKey, twinId: ""));
        row.Reset();
        return found;
    }

    public static List<LedgerRow> Read(
        SqlDatabase database, int twinKey, string twinId, ReportPart part, long fromTicks, long toTicks, int limit)
    {
        List<LedgerRow> found = [];
        var rows = database.Prepare(
            $"SELECT {Columns} FROM ledger WHERE twin = ? AND bucket >= ? AND bucket < ? AND part = ? ORDER BY bucket LIMIT ?")
            .With(twinKey, fromTicks, toTicks, (int)part, limit);
        while (rows.Step())
            found.Add(ReadRow(rows, twinKey, twinId));
        return found;
    }

    /// <summary>The slices with a bucket in [from, to), which rows up to the look-back behind the window may hold.</summary>
    public static void AddSlices(SqlDatabase database, int twinKey, in WindowPart part, Action<ElementSlice> add)
    {
        var rows = database.Prepare(
            $"SELECT {Columns} FROM ledger WHERE twin = ? AND bucket >= ? AND bucket < ? AND earliest < ?")
            .With(twinKey, part.FromTicks, part.ToTicks + ILedger.LookBackTicks, part.ToTicks);
        while (rows.Step())
        {
            CheckRow(rows, twinKey);
            foreach (var slice in SliceCodec.ReadSlices(rows.Blob(7), rows.Long(1)))
            {
                if (slice.Key.BucketTicks >= part.FromTicks && slice.Key.BucketTicks < part.ToTicks)
                    add(slice);
            }
        }
    }

    private static void Write(SqlDatabase database, long? id, LedgerRow row, ByteWriter writer)
    {
        var report = row.Report;
        writer.Clear();
        SliceCodec.WriteSlices(writer, report.BucketTicks, report.Slices);
        var slicesLength = writer.Length;
        EventCodec.Write(writer, report.BucketTicks, report.Events);
        var eventsLength = writer.Length - slicesLength;
        writer.Bytes(row.OpeningState.Span);
        var crc = ChecksumOf(row.TwinKey, report.BucketTicks, (int)report.Part, report.Version, report.IsSettled, writer.Written);
        database.Prepare(id is null
            ? """
              INSERT INTO ledger (twin, bucket, part, earliest, version, is_settled, crc, slices, events, opening)
              VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
              """
            : """
              UPDATE ledger SET earliest = ?4, version = ?5, is_settled = ?6, crc = ?7, slices = ?8, events = ?9, opening = ?10
              WHERE twin = ?1 AND bucket = ?2 AND part = ?3
              """)
            .With(row.TwinKey, report.BucketTicks, (int)report.Part)
            .Number(4, EarliestOf(report)).Number(5, report.Version).Number(6, report.IsSettled ? 1 : 0).Number(7, crc)
            .Blob(8, writer.Written[..slicesLength])
            .Blob(9, writer.WrittenFrom(slicesLength)[..eventsLength])
            .Blob(10, row.OpeningState.Span).Run();
    }

    private static long EarliestOf(BucketReport report)
    {
        var earliest = report.BucketTicks;
        foreach (var slice in report.Slices)
            earliest = Math.Min(earliest, slice.Key.BucketTicks);
        return earliest;
    }

    private static LedgerRow ReadRow(SqlStatement row, int twinKey, string twinId)
    {
        CheckRow(row, twinKey);
        var bucketTicks = row.Long(1);
        var report = new BucketReport(
            twinId, (ReportPart)row.Int(2), bucketTicks, row.Long(4), row.Long(5) != 0,
            SliceCodec.ReadSlices(row.Blob(7), bucketTicks), EventCodec.Read(row.Blob(8), bucketTicks));
        return new LedgerRow(twinKey, report, row.Blob(9).ToArray());
    }

    private static void CheckRow(SqlStatement row, int twinKey)
    {
        var crc = Crc32C.Of(Crc32C.Of(twinKey, row.Long(1), row.Long(2), []), row.Long(4), row.Long(5), row.Blob(7));
        crc = Crc32C.Continue(Crc32C.Continue(crc, row.Blob(8)), row.Blob(9));
        if (row.Long(6) != crc)
        {
            throw new StoreCorruptedException(
                $"The ledger row of twin key {twinKey} at {new DateTime(row.Long(1)):u} is damaged: its checksum differs.");
        }
    }

    private static long ChecksumOf(int twinKey, long bucket, int part, long version, bool isSettled, ReadOnlySpan<byte> data) =>
        Crc32C.Of(Crc32C.Of(twinKey, bucket, part, []), version, isSettled ? 1 : 0, data);
}
