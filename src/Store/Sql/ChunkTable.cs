using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OrleansTwin.Store.Buffers;
using OrleansTwin.Store.Codecs;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Sql;

/// <summary>
/// History's chunks. A checkpoint only ever appends a small chunk per sensor and hour; small ones are merged in the background
/// when they are many or
/// their hour is over. Parts of an hour are numbered in order of arrival, which decides what "the first of equal samples" is.
/// Written by the writer's
/// thread only; <see cref="Read"/> belongs to any reader.
/// </summary>
internal sealed class ChunkTable(StoreOptions options)
{
    private const int SmallChunksMax = 16;

    private readonly Dictionary<int, OpenHour> _open = [];
    private readonly Queue<(int SensorKey, long Hour)> _mergeQueue = new();
    private readonly HashSet<(int SensorKey, long Hour)> _mergeQueued = [];
    private long _written;
    private long _merged;

    public long Written => Volatile.Read(ref _written);

    public long Merged => Volatile.Read(ref _merged);

    /// <summary>Adds a sensor's samples of an hour, in order of arrival but for repetitions between chunks.</summary>
    public static void Read(SqlDatabase database, int sensorKey, long hour, long fromTicks, long toTicks, List<Sample> into)
    {
        var rows = database.Prepare(
            """
            SELECT first_ticks, last_ticks, crc, data FROM chunk
            WHERE hour = ? AND sensor = ? AND first_ticks < ? AND last_ticks >= ? ORDER BY part
            """).With(hour, sensorKey, toTicks, fromTicks);
        while (rows.Step())
            ReadChunk(rows, sensorKey, hour, into);
    }

    /// <summary>The hours between which any sensor has chunks, or null.</summary>
    public static (long First, long Last)? HourRange(SqlDatabase database)
    {
        var first = database.Number("SELECT min(hour) FROM chunk");
        return first is null ? null : (first.Value, database.Number("SELECT max(hour) FROM chunk") ?? first.Value);
    }

    public void Append(SqlDatabase database, HistoryFlush flush)
    {
        foreach (var chunk in flush.Chunks)
        {
            var part = TakePart(database, chunk.SensorKey, chunk.Hour);
            var row = new ChunkRow(chunk.SensorKey, chunk.Hour, part, IsFull: false, chunk.FirstTicks, chunk.LastTicks);
            Insert(database, row, flush.DataOf(chunk));
        }
    }

    /// <summary>What was counted on did not commit: everything is asked of the database again.</summary>
    public void Forget() => _open.Clear();

    /// <summary>
    /// Merges small chunks until about <paramref name="samplesMax"/> are rewritten; returns the samples, 0 when there is nothing
    /// to do.
    /// </summary>
    public int MergeSome(SqlDatabase database, int samplesMax)
    {
        var samples = 0;
        while (samples < samplesMax && _mergeQueue.TryDequeue(out var next))
        {
            _mergeQueued.Remove(next);
            samples += Merge(database, next.SensorKey, next.Hour);
        }

        return samples;
    }

    private static void ReadChunk(SqlStatement row, int sensorKey, long hour, List<Sample> into)
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
        if (into[start].SourceTicks != first || into[^1].SourceTicks != last)
            throw new StoreCorruptedException($"A history chunk of sensor key {sensorKey} lies elsewhere than its row says.");
    }

    private void Insert(SqlDatabase database, in ChunkRow row, ReadOnlySpan<byte> data)
    {
        var crc = Crc32C.Of(row.SensorKey, row.FirstTicks, row.LastTicks, data);
        database.Prepare(
            """
            INSERT INTO chunk (hour, sensor, part, is_full, first_ticks, last_ticks, crc, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """)
            .With(row.Hour, row.SensorKey, row.Part, row.IsFull ? 1 : 0, row.FirstTicks, row.LastTicks, crc).Blob(8, data).Run();
        Volatile.Write(ref _written, _written + 1);
    }

    /// <summary>The next part number of a sensor's hour; asks for merges where they are due.</summary>
    private int TakePart(SqlDatabase database, int sensorKey, long hour)
    {
        ref var open = ref CollectionsMarshal.GetValueRefOrAddDefault(_open, sensorKey, out var isKnown);
        if (isKnown && hour < open.Hour)
        {
            QueueMerge(sensorKey, hour);
            return FindOpenHour(database, sensorKey, hour).NextPart;
        }

        if (!isKnown || hour > open.Hour)
        {
            QueueMerge(sensorKey, isKnown ? open.Hour : hour - 1);
            open = FindOpenHour(database, sensorKey, hour);
        }

        var part = open.NextPart;
        open = new OpenHour(hour, part + 1, open.SmallChunks + 1);
        if (open.SmallChunks >= SmallChunksMax)
            QueueMerge(sensorKey, hour);
        return part;
    }

    private static OpenHour FindOpenHour(SqlDatabase database, int sensorKey, long hour)
    {
        var last = database.Number("SELECT max(part) FROM chunk WHERE hour = ? AND sensor = ?", hour, sensorKey) ?? -1;
        var small = database.Number(
            "SELECT count(*) FROM chunk WHERE hour = ? AND sensor = ? AND is_full = 0", hour, sensorKey) ?? 0;
        return new OpenHour(hour, (int)last + 1, (int)small);
    }

    private void QueueMerge(int sensorKey, long hour)
    {
        if (_mergeQueued.Add((sensorKey, hour)))
            _mergeQueue.Enqueue((sensorKey, hour));
    }

    private int Merge(SqlDatabase database, int sensorKey, long hour)
    {
        List<Sample> samples = [];
        List<(long Id, int Part)> small = [];
        var rows = database.Prepare(
            """
            SELECT first_ticks, last_ticks, crc, data, id, part FROM chunk
            WHERE hour = ? AND sensor = ? AND is_full = 0 ORDER BY part
            """).With(hour, sensorKey);
        while (rows.Step())
        {
            ReadChunk(rows, sensorKey, hour, samples);
            small.Add((rows.Long(4), rows.Int(5)));
        }

        if (small.Count < 2)
            return 0;
        foreach (var (id, _) in small)
            database.Prepare("DELETE FROM chunk WHERE id = ?").With(id).Run();
        SampleOrder.SortDistinct(samples);
        WriteMerged(database, sensorKey, hour, samples, [.. small.Select(static chunk => chunk.Part)]);
        Volatile.Write(ref _merged, _merged + small.Count);
        return samples.Count;
    }

    /// <summary>
    /// The merged samples take the part numbers of the chunks that they come from; there are never more of them than there were
    /// chunks.
    /// </summary>
    private void WriteMerged(SqlDatabase database, int sensorKey, long hour, List<Sample> samples, int[] parts)
    {
        var data = new ByteWriter();
        var smallLeft = 0;
        var size = Math.Max(options.ChunkSamplesMax, (samples.Count + parts.Length - 1) / parts.Length);
        for (int start = 0, piece = 0; start < samples.Count; start += size, piece++)
        {
            var stretch = CollectionsMarshal.AsSpan(samples).Slice(start, Math.Min(size, samples.Count - start));
            var isFull = stretch.Length >= options.ChunkSamplesMax;
            smallLeft += isFull ? 0 : 1;
            data.Clear();
            SampleChunk.Write(data, stretch);
            var row = new ChunkRow(sensorKey, hour, parts[piece], isFull, stretch[0].SourceTicks, stretch[^1].SourceTicks);
            Insert(database, row, data.Written);
        }

        ref var open = ref CollectionsMarshal.GetValueRefOrNullRef(_open, sensorKey);
        if (!Unsafe.IsNullRef(ref open) && open.Hour == hour)
            open = open with { SmallChunks = smallLeft };
    }

    private readonly record struct ChunkRow(
        int SensorKey, long Hour, int Part, bool IsFull, long FirstTicks, long LastTicks);

    private readonly record struct OpenHour(long Hour, int NextPart, int SmallChunks);
}
