using OrleansTwin.Store.Buffers;
using OrleansTwin.Store.Codecs;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Sql;

/// <summary>
/// History over the buffered tails and the stored chunks. A read copies the tail before it opens its database snapshot, so that a
/// sample on its way
/// from one to the other is seen at least once, and equal samples are one.
/// </summary>
internal sealed class SqlHistory(
    SampleBuffer buffer, HistoryBounds bounds, ReaderPool readers, StoreOptions options) : IHistory
{
    private const int PointsMax = 100_000;

    public long BufferedSamples => buffer.Count;

    public bool IsBufferFull => buffer.Count >= options.BufferedSamplesMax;

    public void Buffer(int sensorKey, in Sample sample, long sequence) => buffer.Add(sensorKey, sample, sequence);

    public ValueTask<Sample[]> ReadAsync(
        int sensorKey, long fromTicks, long toTicks, int limit = int.MaxValue, CancellationToken cancellation = default)
    {
        var buffered = CopyBuffered(sensorKey, fromTicks, toTicks);
        return readers.ReadAsync(
            database => Read(new HistoryScan(database, sensorKey, fromTicks, toTicks, buffered, bounds), limit), cancellation);
    }

    public ValueTask<Sample?> ReadLastBeforeAsync(int sensorKey, long beforeTicks, CancellationToken cancellation = default)
    {
        var buffered = CopyBuffered(sensorKey, 0, beforeTicks);
        return readers.ReadAsync(
            database => new HistoryScan(database, sensorKey, 0, beforeTicks, buffered, bounds).Last(), cancellation);
    }

    public ValueTask<HistoryPoint[]> ReadPointsAsync(
        int sensorKey, long fromTicks, long toTicks, int points, CancellationToken cancellation = default)
    {
        if (points is < 1 or > PointsMax)
            throw new ArgumentOutOfRangeException(nameof(points), points, $"A chart has 1 to {PointsMax} points.");
        if (toTicks <= fromTicks)
            return ValueTask.FromResult<HistoryPoint[]>([]);
        var buffered = CopyBuffered(sensorKey, fromTicks, toTicks);
        return readers.ReadAsync(
            database =>
            {
                var stretches = new PointBuckets(fromTicks, toTicks, points);
                new HistoryScan(database, sensorKey, fromTicks, toTicks, buffered, bounds).Sum(stretches, cancellation);
                return stretches.Finish();
            },
            cancellation);
    }

    public long SamplesFromTicks => bounds.SamplesFromTicks;

    public IReadOnlyList<HistoryGap> GapsIn(int sensorKey, long fromTicks, long toTicks) =>
        bounds.GapsIn(sensorKey, fromTicks, toTicks);

    /// <summary>A window of it, at most about so many samples.</summary>
    public static Sample[] Read(HistoryScan scan, int limit)
    {
        List<Sample> samples = [];
        scan.Forward(hour =>
        {
            var take = Math.Min(hour.Count, limit - samples.Count);
            while (take > 0 && take < hour.Count && hour[take].SourceTicks == hour[take - 1].SourceTicks)
                take++;
            samples.AddRange(take == hour.Count ? hour : hour[..take]);
            return samples.Count < limit;
        });
        return [.. samples];
    }

    private List<Sample> CopyBuffered(int sensorKey, long fromTicks, long toTicks)
    {
        List<Sample> samples = [];
        buffer.TailOf(sensorKey)?.CopyWindow(fromTicks, toTicks, samples);
        return samples;
    }
}
