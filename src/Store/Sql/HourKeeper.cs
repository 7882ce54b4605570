using OrleansTwin.Store.Buffers;
using OrleansTwin.Store.Codecs;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Sql;

/// <summary>
/// Keeps history's hours in order. A checkpoint only ever appends a small chunk per sensor and hour; in between, small ones are
/// merged when they are many, and an hour that is over is settled: what is left is merged, and its aggregates are built. So a
/// sample is written three times at most. On the writer's thread only.
/// </summary>
internal sealed class HourKeeper(StoreOptions options, DamageBook damage)
{
    private const int AppendedMax = 64;
    private const int LateMax = 100_000;

    private readonly Queue<(int SensorKey, long Hour)> _queue = new();
    private readonly HashSet<(int SensorKey, long Hour)> _queued = [];
    private readonly HashSet<(int SensorKey, long Hour)> _late = [];
    private readonly HourMerge _merge = new(options, damage);
    private readonly HourBacklog _backlog = new();
    private OpenHour[] _open = [];
    private long _newestHour;
    private long _written;
    private long _merged;
    private long _settled;

    public long Written => Volatile.Read(ref _written);

    public long Merged => Volatile.Read(ref _merged);

    /// <summary>Hours of a sensor whose aggregates were built.</summary>
    public long Settled => Volatile.Read(ref _settled);

    /// <summary>The newest hour that samples have come for.</summary>
    public long NewestHour => _newestHour;

    public void Load(SqlDatabase database) => _newestHour = ChunkTable.HourRange(database)?.Last ?? 0;

    public void Append(SqlDatabase database, HistoryFlush flush)
    {
        while (flush.Encode())
            AppendNext(database, flush);
        ChunkTable.CountBytes(database, flush.Bytes);
    }

    /// <summary>What was counted on did not commit: everything is asked of the database again.</summary>
    public void Forget() => _open = [];

    /// <summary>
    /// Merges and settles until about <paramref name="samplesMax"/> are rewritten; returns the samples, 0 when there is nothing
    /// to do.
    /// </summary>
    public int WorkSome(SqlDatabase database, int samplesMax)
    {
        var samples = 0;
        while (samples < samplesMax)
        {
            if (!_queue.TryDequeue(out var next))
            {
                if (_backlog.QueueNext(database, Queue))
                    continue;
                TrimQueue();
                break;
            }

            _queued.Remove(next);
            samples += Work(database, next.SensorKey, next.Hour);
        }

        return samples;
    }

    /// <summary>The aggregates of an hour are no longer to be trusted: they are built again.</summary>
    public void Resettle(SqlDatabase database, int sensorKey, long hour)
    {
        PyramidTable.Delete(database, sensorKey, hour);
        Queue(sensorKey, hour);
    }

    /// <summary>Settles what is unsettled in an hour, up to a number of sensors; returns how many were.</summary>
    public int SettleSome(SqlDatabase database, long hour, int sensorsMax)
    {
        List<int> sensors = [];
        HourBacklog.Unsettled(database, hour, afterSensor: -1, sensorsMax, sensors);
        foreach (var sensor in sensors)
            _merge.Settle(database, sensor, hour);
        return sensors.Count;
    }

    private void AppendNext(SqlDatabase database, HistoryFlush flush)
    {
        // Asked for all at once: over a network the questions travel together.
        var counts = ChunkTable.CountParts(
            database, flush.Chunks.Select(static chunk => (chunk.SensorKey, chunk.Hour)).Where(IsNotCounted));
        foreach (var chunk in flush.Chunks)
        {
            var part = TakePart(database, chunk, counts);
            ChunkTable.Insert(
                database,
                new ChunkRow(chunk.SensorKey, chunk.Hour, part, ChunkTier.Appended, chunk.FirstTicks, chunk.LastTicks),
                flush.DataOf(chunk));
        }

        Volatile.Write(ref _written, _written + flush.Chunks.Count);
    }

    /// <summary>The next part number of a sensor's hour; asks for work where it is due.</summary>
    private int TakePart(
        SqlDatabase database, in NewChunk chunk, Dictionary<(int SensorKey, long Hour), (int NextPart, int Appended)> counts)
    {
        var (sensorKey, hour) = (chunk.SensorKey, chunk.Hour);
        if (hour > _newestHour)
            BeginHour(hour);
        if (sensorKey >= _open.Length)
            Array.Resize(ref _open, Math.Max(_open.Length * 2, sensorKey + 1));
        ref var open = ref _open[sensorKey];
        if (hour < open.Hour)
        {
            PyramidTable.Delete(database, sensorKey, hour);
            var late = counts[(sensorKey, hour)];
            if (_late.Add((sensorKey, hour)) && _late.Count >= LateMax)
                QueueLate();
            if (late.Appended >= AppendedMax)
                Queue(sensorKey, hour);
            return late.NextPart;
        }

        if (hour > open.Hour)
        {
            if (open.IsKnown)
                Queue(sensorKey, open.Hour);
            PyramidTable.Delete(database, sensorKey, hour);
            var (next, appended) = counts[(sensorKey, hour)];
            open = new OpenHour((int)hour, next, appended, 0);
        }

        var part = open.NextPart;
        open = open with
        {
            NextPart = part + 1, Appended = open.Appended + 1, AppendedSamples = open.AppendedSamples + chunk.Samples,
        };
        if (open.Appended >= AppendedMax || open.AppendedSamples >= options.ChunkSamplesMax)
            Queue(sensorKey, hour);
        return part;
    }

    private bool IsNotCounted((int SensorKey, long Hour) place) =>
        OpenOf(place.SensorKey).Hour != place.Hour;

    /// <summary>
    /// Time has come to another hour. Sensors that fell silent an hour ago will not settle theirs by themselves; and what came
    /// late comes in company, so those hours wait until now.
    /// </summary>
    private void BeginHour(long hour)
    {
        _newestHour = hour;
        QueueLate();
        for (var sensorKey = 0; sensorKey < _open.Length; sensorKey++)
        {
            if (_open[sensorKey] is { IsKnown: true } open && IsOver(open.Hour))
                Queue(sensorKey, open.Hour);
        }
    }

    private void QueueLate()
    {
        foreach (var (sensorKey, hour) in _late)
            Queue(sensorKey, hour);
        _late.Clear();
    }

    private bool IsOver(long hour) => hour < _newestHour - 1;

    private void Queue(int sensorKey, long hour)
    {
        if (_queued.Add((sensorKey, hour)))
            _queue.Enqueue((sensorKey, hour));
    }

    /// <summary>At the turn of an hour every sensor was in it.</summary>
    private void TrimQueue()
    {
        _queued.TrimExcess();
        _queue.TrimExcess();
    }

    private int Work(SqlDatabase database, int sensorKey, long hour)
    {
        var open = OpenOf(sensorKey);
        var isOpen = open.Hour == hour;
        var isOver = !isOpen || IsOver(hour);
        var work = isOver ? _merge.Settle(database, sensorKey, hour) : _merge.MergeAppended(database, sensorKey, hour);
        Volatile.Write(ref _merged, _merged + work.Chunks);
        Volatile.Write(ref _settled, _settled + (isOver ? 1 : 0));
        if (isOpen)
            _open[sensorKey] = isOver ? default : open with { Appended = 0, AppendedSamples = 0 };
        return work.Samples;
    }

    private OpenHour OpenOf(int sensorKey) => sensorKey < _open.Length ? _open[sensorKey] : default;

    /// <summary>The newest hour of a sensor that is not settled; there is one for each of maybe a million.</summary>
    private readonly record struct OpenHour(int Hour, int NextPart, int Appended, int AppendedSamples)
    {
        public bool IsKnown => Hour > 0;
    }
}
