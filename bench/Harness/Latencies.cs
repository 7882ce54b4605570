using System.Diagnostics;

namespace OrleansTwin.Bench.Harness;

/// <summary>Durations in <see cref="Stopwatch"/> ticks, for percentiles; keeps them all, in memory reserved before.</summary>
internal sealed class Latencies(int capacity)
{
    private readonly long[] _ticks = new long[capacity];
    private int _count;
    private bool _isSorted;

    public int Count => _count;

    /// <exception cref="IndexOutOfRangeException">More than the capacity were added.</exception>
    public void Add(long stopwatchTicks)
    {
        _ticks[_count++] = stopwatchTicks;
        _isSorted = false;
    }

    /// <summary>The duration that a share of all does not exceed, for instance 0.99; NaN without any.</summary>
    public double PercentileMs(double share)
    {
        if (_count == 0)
            return double.NaN;
        if (!_isSorted)
            Array.Sort(_ticks, 0, _count);
        _isSorted = true;
        var place = Math.Clamp((int)Math.Ceiling(share * _count) - 1, 0, _count - 1);
        return _ticks[place] * 1000.0 / Stopwatch.Frequency;
    }
}
