using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Codecs;

/// <summary>Sums ordered samples into equal stretches of a window.</summary>
internal sealed class PointBuckets(long fromTicks, long toTicks, int points)
{
    private readonly List<HistoryPoint> _done = [];
    private HistoryPoint _open;
    private double _sum;
    private long _openEndTicks = long.MinValue;

    public void Add(List<Sample> samples)
    {
        foreach (var sample in samples)
        {
            if (sample.Quality != Quality.Bad && sample.Text is null && !double.IsNaN(sample.Value))
                Add(sample);
        }
    }

    public HistoryPoint[] Finish()
    {
        Close();
        return [.. _done];
    }

    private void Add(in Sample sample)
    {
        var value = sample.Value;
        if (sample.SourceTicks >= _openEndTicks)
        {
            Close();
            Open(sample.SourceTicks, value);
        }

        _sum += value;
        _open = _open with
        {
            Count = _open.Count + 1,
            Min = Math.Min(_open.Min, value),
            Max = Math.Max(_open.Max, value),
            Last = value,
            WorstQuality = sample.Quality > _open.WorstQuality ? sample.Quality : _open.WorstQuality,
        };
    }

    private void Open(long ticks, double value)
    {
        var point = (long)((Int128)(ticks - fromTicks) * points / (toTicks - fromTicks));
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
    private long StartOf(long point) =>
        fromTicks + (long)((((Int128)point * (toTicks - fromTicks)) + points - 1) / points);
}
