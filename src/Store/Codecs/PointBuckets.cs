using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Codecs;

/// <summary>
/// Sums samples and aggregates, in order of time, into the stretches of a chart. Stretches are equal; long ones begin at whole
/// ten seconds or ten minutes, so that aggregates fall into one of them each.
/// </summary>
internal sealed class PointBuckets
{
    /// <summary>A stretch is rounded by less than this part of it.</summary>
    private const int StridesPerPointMin = 10;

    private readonly long _fromTicks;
    private readonly long _toTicks;
    private readonly int _points;
    private readonly long _strideTicks;
    private readonly List<HistoryPoint> _done = [];
    private HistoryPoint _open;
    private double _sum;
    private long _openEndTicks = long.MinValue;

    public PointBuckets(long fromTicks, long toTicks, int points)
    {
        (_fromTicks, _toTicks, _points) = (fromTicks, toTicks, points);
        var width = (toTicks - fromTicks) / points;
        Level = width >= StridesPerPointMin * PyramidLevel.TenMinutes.WidthTicks() ? PyramidLevel.TenMinutes
            : width >= StridesPerPointMin * PyramidLevel.TenSeconds.WidthTicks() ? PyramidLevel.TenSeconds
            : null;
        _strideTicks = Level?.WidthTicks() ?? 1;
    }

    /// <summary>The aggregates to use: every stretch but the first begins with one. Null: the samples themselves.</summary>
    public PyramidLevel? Level { get; }

    public void Add(List<Sample> samples)
    {
        foreach (var sample in samples)
        {
            if (Aggregate.IsUsable(sample))
                Add(sample);
        }
    }

    public void Add(List<Aggregate> aggregates)
    {
        foreach (var aggregate in aggregates)
            Add(aggregate);
    }

    public HistoryPoint[] Finish()
    {
        Close();
        return [.. _done];
    }

    private void Add(in Sample sample)
    {
        var value = sample.Value;
        Add(new Aggregate(sample.SourceTicks, 1, value, value, value, value, value, sample.Quality));
    }

    private void Add(in Aggregate next)
    {
        if (next.StartTicks >= _openEndTicks)
        {
            Close();
            Open(next.StartTicks, next.First);
        }

        _sum += next.Sum;
        _open = _open with
        {
            Count = _open.Count + next.Count,
            Min = Math.Min(_open.Min, next.Min),
            Max = Math.Max(_open.Max, next.Max),
            Last = next.Last,
            WorstQuality = next.Worst > _open.WorstQuality ? next.Worst : _open.WorstQuality,
        };
    }

    private void Open(long ticks, double value)
    {
        // Borders are rounded up, so the point of the unrounded border may be one too far.
        var point = (long)((Int128)(ticks - _fromTicks) * _points / (_toTicks - _fromTicks));
        if (StartOf(point) > ticks)
            point--;
        _open = new HistoryPoint(StartOf(point), 0, value, value, 0, value, value, Quality.Good);
        _openEndTicks = StartOf(point + 1);
        _sum = 0;
    }

    private void Close()
    {
        if (_open.Count > 0)
            _done.Add(_open with { Mean = _sum / _open.Count });
        _open = default;
    }

    /// <summary>The first tick that falls into a stretch.</summary>
    private long StartOf(long point)
    {
        var exact = _fromTicks + (long)((((Int128)point * (_toTicks - _fromTicks)) + _points - 1) / _points);
        return point == 0 ? exact : (exact + _strideTicks - 1) / _strideTicks * _strideTicks;
    }
}
