using System.Buffers.Binary;
using OrleansTwin.Store.Buffers;
using OrleansTwin.Store.Codecs;
using OrleansTwin.Twins.Elements;

namespace OrleansTwin.Store.Sql;

/// <summary>
/// Hour and day sums of a twin's slices, by the bucket of the slice. Kept exact with every saved row: plus its slices, minus
/// those of the row it
/// replaces. A total stands beside the slices, since most questions ask for all products and orders. It ends with a checksum of
/// its own, so that it is read without the slices, which may be many pages; in older rows it has none.
/// </summary>
internal static class RollupTable
{
    private const string Window =
        "SELECT start, crc, total, slices, id FROM rollup WHERE twin = ? AND level = ? AND start >= ? AND start < ?";

    private const string Totals =
        "SELECT start, total FROM rollup WHERE twin = ? AND level = ? AND start >= ? AND start < ?";

    public static void Apply(SqlDatabase database, RollupChanges changes, DamageBook damage)
    {
        Apply(database, LedgerLevel.Hour, changes.Hours, damage);
        Apply(database, LedgerLevel.Day, changes.Days, damage);
    }

    /// <summary>Adds a part's totals; false, and nothing added: some are damaged, the minutes have to be summed.</summary>
    public static bool TryAddTotals(
        SqlDatabase database, int twinKey, in WindowPart part, ref ElementVector sum, DamageBook damage)
    {
        var added = sum;
        var rows = Select(Totals, database, twinKey, part);
        while (rows.Step())
        {
            if (!IsWholeTotal(twinKey, part.Level, rows.Long(0), rows.Blob(1)))
            {
                rows.Reset();
                return TryAddSlices(database, twinKey, part, new SliceSum(null, null), ref sum, damage);
            }

            var reader = new ByteReader(rows.Blob(1));
            SliceCodec.AddVector(ref reader, ref added);
        }

        sum = added;
        return true;
    }

    /// <summary>
    /// Adds the slices of a part that are asked for; false, and nothing added: some rows are damaged, the minutes have to be
    /// summed.
    /// </summary>
    public static bool TryAddSlices(
        SqlDatabase database, int twinKey, in WindowPart part, SliceSum slices, ref ElementVector sum, DamageBook damage)
    {
        var added = sum;
        var rows = Select(Window, database, twinKey, part);
        while (rows.Step())
        {
            if (!IsWhole(rows, twinKey, part.Level, damage))
            {
                rows.Reset();
                return false;
            }

            slices.Add(rows.Blob(3), rows.Long(0), part, ref added);
        }

        sum = added;
        return true;
    }

    /// <summary>Sums the hours and days of a window anew, from the minutes.</summary>
    public static void Rebuild(SqlDatabase database, int twinKey, long fromTicks, long toTicks, DamageBook damage)
    {
        foreach (var level in new[] { LedgerLevel.Hour, LedgerLevel.Day })
        {
            for (var start = LedgerWindow.StartOf(level, fromTicks); start < toTicks; start += LedgerWindow.WidthTicks(level))
                Rebuild(database, (twinKey, start), level, damage);
        }
    }

    private static void Rebuild(
        SqlDatabase database, in (int TwinKey, long StartTicks) key, LedgerLevel level, DamageBook damage)
    {
        var sums = new ContextSums();
        var part = new WindowPart(LedgerLevel.Minute, key.StartTicks, key.StartTicks + LedgerWindow.WidthTicks(level));
        LedgerTable.AddSlices(database, key.TwinKey, part, sums, damage);
        Write(database, key, level, sums);
    }

    private static SqlStatement Select(string sql, SqlDatabase database, int twinKey, in WindowPart part) =>
        database.Prepare(sql).With(twinKey, (int)part.Level, part.FromTicks, part.ToTicks);

    private static void Apply(
        SqlDatabase database, LedgerLevel level, Dictionary<(int TwinKey, long StartTicks), ContextSums> changes,
        DamageBook damage)
    {
        (int TwinKey, long StartTicks)[] places = [.. changes.Keys];
        long[][] keys = [.. places.Select(place => (long[])[place.TwinKey, (int)level, place.StartTicks, place.StartTicks + 1])];
        HashSet<(int TwinKey, long StartTicks)> lost = [];
        database.ReadMany(Window, keys, (i, row) =>
        {
            if (TryReadSums(row, places[i].TwinKey, level, damage) is { } stored)
                changes[places[i]].Add(stored);
            else
                lost.Add(places[i]);
        });
        foreach (var (place, sums) in changes)
        {
            // The minutes are saved already: what is summed anew from them has the changes.
            if (lost.Contains(place))
                Rebuild(database, place, level, damage);
            else
                Write(database, place, level, sums);
        }
    }

    /// <summary>A row's sums, or null: they are damaged, and were reported.</summary>
    private static ContextSums? TryReadSums(SqlStatement row, int twinKey, LedgerLevel level, DamageBook damage)
    {
        if (!IsWhole(row, twinKey, level, damage))
            return null;
        var sums = new ContextSums();
        foreach (var slice in SliceCodec.ReadSlices(row.Blob(3), row.Long(0)))
            sums.Add(slice);
        var reader = new ByteReader(row.Blob(2));
        return SliceCodec.ReadVector(ref reader) == sums.Total() ? sums : null;
    }

    private static void Write(SqlDatabase database, in (int TwinKey, long StartTicks) key, LedgerLevel level, ContextSums sums)
    {
        var writer = new ByteWriter();
        SliceCodec.WriteVector(writer, sums.Total());
        var totalCrc = Crc32C.Of(key.TwinKey, (int)level, key.StartTicks, writer.Written);
        BinaryPrimitives.WriteUInt32LittleEndian(writer.Take(sizeof(uint)), totalCrc);
        var totalLength = writer.Length;
        SliceCodec.WriteSlices(writer, key.StartTicks, sums.ToSlices(key.StartTicks));
        var total = writer.Written[..totalLength];
        var slices = writer.WrittenFrom(totalLength);
        database.Prepare(
            """
            INSERT INTO rollup (twin, level, start, crc, total, slices) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            ON CONFLICT (twin, level, start) DO UPDATE SET crc = ?4, total = ?5, slices = ?6
            """).With(key.TwinKey, (int)level, key.StartTicks, ChecksumOf(key.TwinKey, level, key.StartTicks, total, slices))
            .Blob(5, total).Blob(6, slices).Run();
    }

    /// <summary>A row of start, checksum, total and slices.</summary>
    public static void CheckRow(SqlStatement row, int twinKey, LedgerLevel level)
    {
        var startTicks = row.Long(0);
        if (row.Long(1) != ChecksumOf(twinKey, level, startTicks, row.Blob(2), row.Blob(3)))
        {
            throw new StoreCorruptedException(
                $"The {level} sums of twin key {twinKey} at {new DateTime(startTicks):u} are damaged: their checksum differs.");
        }
    }

    private static bool IsWholeTotal(int twinKey, LedgerLevel level, long startTicks, ReadOnlySpan<byte> total) =>
        total.Length > sizeof(uint)
        && BinaryPrimitives.ReadUInt32LittleEndian(total[^sizeof(uint)..])
            == Crc32C.Of(twinKey, (int)level, startTicks, total[..^sizeof(uint)]);

    private static bool IsWhole(SqlStatement row, int twinKey, LedgerLevel level, DamageBook damage)
    {
        var startTicks = row.Long(0);
        if (row.Long(1) == ChecksumOf(twinKey, level, startTicks, row.Blob(2), row.Blob(3)))
            return true;
        damage.Report("rollup", row.Long(4), row.Long(1), new Damage(
            DamageKind.LedgerSums, twinKey, startTicks, startTicks + LedgerWindow.WidthTicks(level),
            $"The {level} sums of twin key {twinKey} at {new DateTime(startTicks):u} are damaged: their checksum differs. "
            + "Nothing is lost: they are summed anew from the minutes."));
        return false;
    }

    private static long ChecksumOf(
        int twinKey, LedgerLevel level, long startTicks, ReadOnlySpan<byte> total, ReadOnlySpan<byte> slices) =>
        Crc32C.Continue(Crc32C.Of(twinKey, (int)level, startTicks, total), slices);
}
