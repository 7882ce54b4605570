using OrleansTwin.Store.Buffers;
using OrleansTwin.Store.Codecs;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Sql;

/// <summary>One sensor's window, hour by hour: what is stored and what was buffered, in order, each sample once.</summary>
internal sealed class HistoryScan
{
    private readonly SqlDatabase _database;
    private readonly int _sensorKey;
    private readonly long _fromTicks;
    private readonly long _toTicks;
    private readonly List<Sample> _buffered;
    private readonly HistoryBounds _bounds;
    private readonly List<Sample> _hour = [];
    private readonly List<Aggregate> _aggregates = [];

    /// <param name="database">A reader whose snapshot was opened after <paramref name="buffered"/> was copied.</param>
    /// <param name="sensorKey">The sensor.</param>
    /// <param name="fromTicks">Begin of the window.</param>
    /// <param name="toTicks">End of the window, not included.</param>
    /// <param name="buffered">The window's samples of the tail, in order of arrival.</param>
    /// <param name="bounds">What of it there is.</param>
    public HistoryScan(
        SqlDatabase database, int sensorKey, long fromTicks, long toTicks, List<Sample> buffered, HistoryBounds bounds)
    {
        _bounds = bounds;
        _database = database;
        _sensorKey = sensorKey;
        _fromTicks = fromTicks;
        _toTicks = toTicks;
        _buffered = buffered;
        SampleOrder.SortDistinct(buffered);
    }

    /// <summary>
    /// Goes on forward until <paramref name="visit"/> returns false. The list it is given is used again for the next hour.
    /// </summary>
    public void Forward(Func<List<Sample>, bool> visit)
    {
        if (Range() is not { } range)
            return;
        for (var hour = range.First; hour <= range.Last; hour++)
        {
            if (Load(hour) && !visit(_hour))
                return;
        }
    }

    /// <summary>Sums the window into a chart's points, from aggregates where an hour has them and is whole.</summary>
    public void Sum(PointBuckets points, CancellationToken cancellation)
    {
        if (Range() is not { } range)
            return;
        for (var hour = range.First; hour <= range.Last; hour++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (hour < _bounds.SamplesFromHour)
                AddRemaining(hour, points);
            else if (points.Level is { } level && IsWhole(hour) && TryRead(hour, level))
                points.Add(_aggregates);
            else if (Load(hour))
                points.Add(_hour);
        }
    }

    /// <summary>
    /// The samples are gone: the finest aggregates there are. Those at the window's edges are taken whole, they can't be cut.
    /// </summary>
    private void AddRemaining(long hour, PointBuckets points)
    {
        var level = PyramidLevel.TenSeconds;
        if (!TryRead(hour, level) && !TryRead(hour, level = PyramidLevel.TenMinutes))
            return;
        _aggregates.RemoveAll(next => next.StartTicks + level.WidthTicks() <= _fromTicks || next.StartTicks >= _toTicks);
        for (var i = 0; i < _aggregates.Count && _aggregates[i].StartTicks < _fromTicks; i++)
            _aggregates[i] = _aggregates[i] with { StartTicks = _fromTicks };
        points.Add(_aggregates);
    }

    private bool TryRead(long hour, PyramidLevel level) =>
        PyramidTable.TryRead(_database, _sensorKey, hour, level, _aggregates, _bounds.Damage);

    /// <summary>The window's last sample.</summary>
    public Sample? Last()
    {
        if (Range() is not { } range)
            return null;
        for (var hour = range.Last; hour >= range.First; hour--)
        {
            if (Load(hour))
                return _hour[^1];
        }

        return null;
    }

    /// <summary>All of the hour lies in the window, and nothing of it is buffered.</summary>
    private bool IsWhole(long hour)
    {
        long start = Hours.StartTicks(hour), end = Hours.StartTicks(hour + 1);
        var at = FirstAtOrAfter(_buffered, start);
        return start >= _fromTicks && end <= _toTicks && (at == _buffered.Count || _buffered[at].SourceTicks >= end);
    }

    private (long First, long Last)? Range()
    {
        long first = long.MaxValue, last = long.MinValue;
        if (ChunkTable.HourRange(_database) is { } stored)
            (first, last) = stored;
        if (_bounds.SamplesFromHour > 0 && PyramidTable.HourRange(_database) is { } summed)
            (first, last) = (Math.Min(first, summed.First), Math.Max(last, summed.Last));
        if (_buffered.Count > 0)
        {
            first = Math.Min(first, Hours.Of(_buffered[0].SourceTicks));
            last = Math.Max(last, Hours.Of(_buffered[^1].SourceTicks));
        }

        first = Math.Max(first, Hours.Of(_fromTicks));
        last = Math.Min(last, Hours.Of(_toTicks - 1));
        return first <= last ? (first, last) : null;
    }

    private bool Load(long hour)
    {
        _hour.Clear();
        if (hour < _bounds.SamplesFromHour)
            return false;
        ReadChunks(hour);
        AddBuffered(Hours.StartTicks(hour), Hours.StartTicks(hour + 1));
        SampleOrder.SortDistinct(_hour);
        Cut();
        return _hour.Count > 0;
    }

    private void ReadChunks(long hour)
    {
        try
        {
            ChunkTable.Read(_database, _sensorKey, hour, _fromTicks, _toTicks, _hour, _bounds.Damage);
        }
        catch (StoreCorruptedException broken)
        {
            // Pages of the table itself: whatever of the hour was read before stands.
            _bounds.Damage.Report("", hour, _sensorKey, new Damage(
                DamageKind.Samples, _sensorKey, Hours.StartTicks(hour), Hours.StartTicks(hour + 1),
                $"{broken.Message} Samples of sensor key {_sensorKey} in the hour from "
                + $"{new DateTime(Hours.StartTicks(hour)):u} can't be read."));
        }
    }

    private void AddBuffered(long fromTicks, long toTicks)
    {
        var at = FirstAtOrAfter(_buffered, fromTicks);
        for (; at < _buffered.Count && _buffered[at].SourceTicks < toTicks; at++)
            _hour.Add(_buffered[at]);
    }

    private void Cut()
    {
        var end = FirstAtOrAfter(_hour, _toTicks);
        _hour.RemoveRange(end, _hour.Count - end);
        _hour.RemoveRange(0, FirstAtOrAfter(_hour, _fromTicks));
    }

    private static int FirstAtOrAfter(List<Sample> ordered, long ticks)
    {
        int low = 0, high = ordered.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (ordered[middle].SourceTicks < ticks)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
