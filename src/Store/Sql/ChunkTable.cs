using OrleansTwin.Store.Buffers;
using OrleansTwin.Store.Codecs;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Sql;

/// <summary>
/// History's chunks in the database. Parts of an hour are numbered in order of arrival, which decides what "the first of equal
/// samples" is.
/// </summary>
internal static class ChunkTable
{
    /// <summary>Adds a sensor's samples of an hour, in order of arrival but for repetitions between chunks.</summary>
    public static void Read(
        SqlDatabase database, int sensorKey, long hour, long fromTicks, long toTicks, List<Sample> into, DamageBook damage)
    {
        var rows = database.Prepare(
            """
            SELECT first_ticks, last_ticks, crc, data, id FROM chunk
            WHERE hour = ? AND sensor = ? AND first_ticks < ? AND last_ticks >= ? ORDER BY part
            """).With(hour, sensorKey, toTicks, fromTicks);
        while (rows.Step())
            ReadChunk(rows, sensorKey, hour, into, damage);
    }

    /// <summary>Adds a chunk's samples and returns its bytes; null: it is damaged.</summary>
    public static int? Read(SqlDatabase database, int sensorKey, long hour, long id, List<Sample> into, DamageBook damage)
    {
        var row = database.Prepare("SELECT first_ticks, last_ticks, crc, data, id FROM chunk WHERE id = ?").With(id);
        int? bytes = null;
        if (row.Step() && ReadChunk(row, sensorKey, hour, into, damage))
            bytes = row.Blob(3).Length;

        row.Reset();
        return bytes;
    }

    /// <summary>Adds where an hour's chunks lie, in order of arrival.</summary>
    public static void Outline(SqlDatabase database, int sensorKey, long hour, List<ChunkOutline> into)
    {
        var rows = database.Prepare(
            "SELECT id, part, is_full, first_ticks, last_ticks FROM chunk WHERE hour = ? AND sensor = ? ORDER BY part")
            .With(hour, sensorKey);
        while (rows.Step())
            into.Add(new ChunkOutline(rows.Long(0), rows.Int(1), (ChunkTier)rows.Int(2), rows.Long(3), rows.Long(4)));
    }

    /// <summary>The hours between which any sensor has chunks, or null.</summary>
    public static (long First, long Last)? HourRange(SqlDatabase database)
    {
        var first = database.Number("SELECT min(hour) FROM chunk");
        return first is null ? null : (first.Value, database.Number("SELECT max(hour) FROM chunk") ?? first.Value);
    }

    /// <summary>
    /// Of each sensor and hour: the number after the last part, and the chunks that were appended and not merged since.
    /// </summary>
    public static Dictionary<(int SensorKey, long Hour), (int NextPart, int Appended)> CountParts(
        SqlDatabase database, IEnumerable<(int SensorKey, long Hour)> hours)
    {
        var counts = new Dictionary<(int SensorKey, long Hour), (int NextPart, int Appended)>();
        long[][] keys = [.. hours.Select(place => (long[])[place.Hour, place.SensorKey, (int)ChunkTier.Appended])];
        database.ReadMany(
            "SELECT max(part), count(CASE WHEN is_full = ?3 THEN 1 END) FROM chunk WHERE hour = ?1 AND sensor = ?2", keys,
            (i, row) => counts[((int)keys[i][1], keys[i][0])] = (row.IsNull(0) ? 0 : row.Int(0) + 1, row.Int(1)));
        return counts;
    }

    public static void Insert(SqlDatabase database, in ChunkRow row, ReadOnlySpan<byte> data)
    {
        var crc = Crc32C.Of(row.SensorKey, row.FirstTicks, row.LastTicks, data);
        database.Prepare(
            """
            INSERT INTO chunk (hour, sensor, part, is_full, first_ticks, last_ticks, crc, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """)
            .With(row.Hour, row.SensorKey, row.Part, (int)row.Tier, row.FirstTicks, row.LastTicks, crc).Blob(8, data).Run();
    }

    public static void Delete(SqlDatabase database, long id) =>
        database.Prepare("DELETE FROM chunk WHERE id = ?").With(id).Run();

    /// <summary>Keeps the sum of all chunks' bytes, by which their room is bounded.</summary>
    public static void CountBytes(SqlDatabase database, long more) =>
        database.Prepare("UPDATE meta SET value = value + ? WHERE key = 'chunk_bytes'").With(more).Run();

    /// <summary>Adds a chunk's samples; a damaged one is reported and adds none.</summary>
    private static bool ReadChunk(SqlStatement row, int sensorKey, long hour, List<Sample> into, DamageBook damage)
    {
        var start = into.Count;
        try
        {
            ReadChunk(row, sensorKey, hour, into);
            return true;
        }
        catch (StoreCorruptedException broken)
        {
            into.RemoveRange(start, into.Count - start);
            damage.Report("chunk", row.Long(4), row.Long(2), new Damage(
                DamageKind.Samples, sensorKey, Hours.StartTicks(hour), Hours.StartTicks(hour + 1),
                $"{broken.Message} Its samples are missing in their hour. Restore a backup or import them to have them again."));
            return false;
        }
    }

    /// <summary>A row of first and last ticks, checksum and data.</summary>
    public static void ReadChunk(SqlStatement row, int sensorKey, long hour, List<Sample> into)
    {
        long first = row.Long(0), last = row.Long(1);
        var data = row.Blob(3);
        if (row.Long(2) != Crc32C.Of(sensorKey, first, last, data))
        {
            throw new StoreCorruptedException(
                $"A history chunk of sensor key {sensorKey} in the hour from {new DateTime(Hours.StartTicks(hour)):u} "
                + "is damaged: its checksum differs.");
        }

        var start = into.Count;
        SampleChunk.Read(data, into);
        if (into.Count == start || into[start].SourceTicks != first || into[^1].SourceTicks != last)
            throw new StoreCorruptedException($"A history chunk of sensor key {sensorKey} lies elsewhere than its row says.");
    }
}

internal readonly record struct ChunkRow(
    int SensorKey, long Hour, int Part, ChunkTier Tier, long FirstTicks, long LastTicks);

internal readonly record struct ChunkOutline(long Id, int Part, ChunkTier Tier, long FirstTicks, long LastTicks);

/// <summary>How often a chunk was written anew. Persisted numbers.</summary>
internal enum ChunkTier
{
    Appended = 0,
    Full = 1,

    /// <summary>Of many that were appended, and not full: merged once more when its hour is over.</summary>
    Merged = 2,
}
