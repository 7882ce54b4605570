using OrleansTwin.Store.Codecs;
using OrleansTwin.Twins.Elements;

namespace OrleansTwin.Store.Sql;

/// <summary>
/// Hour and day sums of a twin's slices, by the bucket of the slice. Kept exact with every saved row: plus its slices, minus
/// those of the row it
/// replaces. A total stands beside the slices, since most questions ask for all products and orders.
/// </summary>
internal static class RollupTable
{
    private const string Window =
        "SELECT start, crc, total, slices FROM rollup WHERE twin = ? AND level = ? AND start >= ? AND start < ?";

    public static void Apply(SqlDatabase database, RollupChanges changes)
    {
        Apply(database, LedgerLevel.Hour, changes.Hours);
        Apply(database, LedgerLevel.Day, changes.Days);
    }

    public static void AddTotals(SqlDatabase database, int twinKey, in WindowPart part, ref ElementVector sum)
    {
        var rows = Select(database, twinKey, part);
        while (rows.Step())
        {
            CheckRow(rows, twinKey, part.Level);
            var reader = new ByteReader(rows.Blob(2));
            sum.Add(SliceCodec.ReadVector(ref reader));
        }
    }

    public static void AddSlices(SqlDatabase database, int twinKey, in WindowPart part, Action<ElementSlice> add)
    {
        var rows = Select(database, twinKey, part);
        while (rows.Step())
        {
            CheckRow(rows, twinKey, part.Level);
            foreach (var slice in SliceCodec.ReadSlices(rows.Blob(3), rows.Long(0)))
                add(slice);
        }
    }

    private static SqlStatement Select(SqlDatabase database, int twinKey, in WindowPart part) =>
        database.Prepare(Window).With(twinKey, (int)part.Level, part.FromTicks, part.ToTicks);

    private static void Apply(
        SqlDatabase database, LedgerLevel level, Dictionary<(int TwinKey, long StartTicks), ContextSums> changes)
    {
        (int TwinKey, long StartTicks)[] places = [.. changes.Keys];
        long[][] keys = [.. places.Select(place => (long[])[place.TwinKey, (int)level, place.StartTicks, place.StartTicks + 1])];
        database.ReadMany(Window, keys, (i, row) => changes[places[i]].Add(ReadSums(row, places[i].TwinKey, level)));
        foreach (var (place, sums) in changes)
            Write(database, place, level, sums);
    }

    private static ContextSums ReadSums(SqlStatement row, int twinKey, LedgerLevel level)
    {
        CheckRow(row, twinKey, level);
        var sums = new ContextSums();
        foreach (var slice in SliceCodec.ReadSlices(row.Blob(3), row.Long(0)))
            sums.Add(slice);
        var reader = new ByteReader(row.Blob(2));
        return SliceCodec.ReadVector(ref reader) == sums.Total() ? sums : throw new StoreCorruptedException(
            $"The {level} sums of twin key {twinKey} at {new DateTime(row.Long(0)):u} differ from their total.");
    }

    private static void Write(SqlDatabase database, in (int TwinKey, long StartTicks) key, LedgerLevel level, ContextSums sums)
    {
        var writer = new ByteWriter();
        SliceCodec.WriteVector(writer, sums.Total());
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

    private static long ChecksumOf(
        int twinKey, LedgerLevel level, long startTicks, ReadOnlySpan<byte> total, ReadOnlySpan<byte> slices) =>
        Crc32C.Continue(Crc32C.Of(twinKey, (int)level, startTicks, total), slices);
}
