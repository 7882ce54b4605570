using OrleansTwin.Store.Codecs;

namespace OrleansTwin.Store.Buffers;

/// <summary>
/// From which hour on history has samples, and from which aggregates; they only rise. What of it is damaged. Read by any thread.
/// </summary>
internal sealed class HistoryBounds(DamageBook damage)
{
    private long _samplesFromHour;
    private long _aggregatesFromHour;
    private long _tooLate;

    public DamageBook Damage => damage;

    public long SamplesFromHour
    {
        get => Volatile.Read(ref _samplesFromHour);
        set => Volatile.Write(ref _samplesFromHour, value);
    }

    public long SamplesFromTicks => Hours.StartTicks(SamplesFromHour);

    public long AggregatesFromHour
    {
        get => Volatile.Read(ref _aggregatesFromHour);
        set => Volatile.Write(ref _aggregatesFromHour, value);
    }

    /// <summary>See <see cref="IFoldHistory.GapsIn"/>.</summary>
    public IReadOnlyList<HistoryGap> GapsIn(int sensorKey, long fromTicks, long toTicks)
    {
        List<HistoryGap> gaps = [];
        if (SamplesFromTicks > fromTicks)
            gaps.Add(new HistoryGap(fromTicks, Math.Min(toTicks, SamplesFromTicks), HistoryGapCause.Retention));
        damage.AddGaps(sensorKey, fromTicks, toTicks, gaps);
        return gaps;
    }

    /// <summary>Samples that came for hours whose samples are gone; they were refused.</summary>
    public long TooLate => Interlocked.Read(ref _tooLate);

    public void CountTooLate(int samples) => Interlocked.Add(ref _tooLate, samples);
}
