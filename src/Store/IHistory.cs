using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store;

/// <summary>
/// Every distinct sample of every sensor, bit for bit, in the order of <see cref="Sample.Compare"/>. Of two equal samples the
/// first that came is kept.
/// Windows are half-open, [from, to), in source ticks.
/// </summary>
public interface IHistory : IFoldHistory
{
    /// <summary>
    /// Samples of source times before this are no longer kept, only aggregates; 0: all are. A sample that comes for a time before
    /// is refused, and counted (<see cref="StoreCounters.SamplesTooLate"/>).
    /// </summary>
    long SamplesFromTicks { get; }

    /// <summary>Samples buffered in memory and not yet in a checkpoint.</summary>
    long BufferedSamples { get; }

    /// <summary>
    /// True when <see cref="StoreOptions.BufferedSamplesMax"/> is reached: the host should checkpoint now and hold its sources
    /// back.
    /// </summary>
    bool IsBufferFull { get; }

    /// <summary>The newest sample with a source time before <paramref name="beforeTicks"/>, or null.</summary>
    ValueTask<Sample?> ReadLastBeforeAsync(int sensorKey, long beforeTicks, CancellationToken cancellation = default);

    /// <summary>
    /// The window cut into <paramref name="points"/> equal stretches for a chart, those without a usable value left out. Values
    /// of bad quality, NaN and texts
    /// take no part.
    /// </summary>
    ValueTask<HistoryPoint[]> ReadPointsAsync(
        int sensorKey, long fromTicks, long toTicks, int points, CancellationToken cancellation = default);
}

/// <summary>
/// One pixel's worth of a sensor's history; values in the sensor's unit, <paramref name="FromTicks"/> is the stretch's begin.
/// </summary>
public readonly record struct HistoryPoint(
    long FromTicks, long Count, double Min, double Max, double Mean, double First, double Last, Quality WorstQuality);
