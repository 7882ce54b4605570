using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace OrleansTwin.Diagnostics;

/// <summary>
/// How long something took, as counts over fixed log-linear bounds: nine steps a decade from 10 µs to 100 s, and what took
/// longer. Recording allocates nothing and takes no lock; any thread may. Ticks are those of <see cref="TimeSpan"/>.
/// </summary>
public sealed class LatencyHistogram
{
    private const long FirstTicks = 100;
    private const int Decades = 7;
    private const int StepsPerDecade = 9;

    private static readonly long[] Bounds = MakeBounds();

    private readonly long[] _counts = new long[Bounds.Length + 1];
    private long _sumTicks;
    private Mirror? _mirror;

    /// <summary>A negative time, as a clock that was set back makes it, counts as none.</summary>
    public void Record(TimeSpan elapsed) => RecordTicks(elapsed.Ticks);

    public void RecordTicks(long ticks)
    {
        ticks = Math.Max(0, ticks);
        Interlocked.Increment(ref _counts[IndexOf(ticks)]);
        Interlocked.Add(ref _sumTicks, ticks);
        _mirror?.Record(ticks);
    }

    /// <summary>Records the time since a <see cref="Stopwatch.GetTimestamp"/>.</summary>
    public void RecordSince(long timestamp) => RecordTicks(Stopwatch.GetElapsedTime(timestamp).Ticks);

    /// <summary>What was recorded so far; recordings that run meanwhile are in it or in the next reading.</summary>
    public LatencyReading Read()
    {
        var counts = new long[_counts.Length];
        for (var i = 0; i < counts.Length; i++)
            counts[i] = Interlocked.Read(ref _counts[i]);
        return new LatencyReading(Bounds, counts, new TimeSpan(Interlocked.Read(ref _sumTicks)));
    }

    /// <summary>From now on every recording goes to an instrument too (in seconds); null: to none, which costs nothing.</summary>
    public void MirrorTo(Histogram<double>? instrument, params KeyValuePair<string, object?>[] labels) =>
        Volatile.Write(ref _mirror, instrument is null ? null : new Mirror(instrument, labels));

    // The first bound that is not below.
    private static int IndexOf(long ticks)
    {
        var (low, high) = (0, Bounds.Length);
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (Bounds[middle] < ticks)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private static long[] MakeBounds()
    {
        var bounds = new List<long>();
        var unit = FirstTicks;
        for (var decade = 0; decade < Decades; decade++, unit *= 10)
        {
            for (var step = 1; step <= StepsPerDecade; step++)
                bounds.Add(unit * step);
        }

        return [.. bounds, unit];
    }

    private sealed record Mirror(Histogram<double> Instrument, KeyValuePair<string, object?>[] Labels)
    {
        public void Record(long ticks) => Instrument.Record(ticks / (double)TimeSpan.TicksPerSecond, Labels);
    }
}
