using System.Runtime.CompilerServices;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Runtime.Feeds;

/// <summary>
/// One batch of the feed's journal with its samples sorted by shard, those of each shard in the order of their arrival. Keys are
/// the feed's own.
/// </summary>
internal sealed class FeedEntry
{
    private const int ObjectBytes = 128;

    private readonly SensorSample[] _samples;
    private readonly int[] _ends;

    public FeedEntry(long sequence, ReadOnlySpan<SensorSample> samples, FeedRoutes routes)
    {
        (Sequence, _samples, _ends) = (sequence, new SensorSample[samples.Length], new int[routes.Shards]);
        Bytes = ObjectBytes + (samples.Length * (long)Unsafe.SizeOf<SensorSample>()) + (_ends.Length * (long)sizeof(int));
        foreach (ref readonly var item in samples)
            _ends[routes.ShardOf(item.SensorKey)]++;
        for (int shard = 0, start = 0; shard < _ends.Length; shard++)
            (_ends[shard], start) = (start, start + _ends[shard]);
        foreach (ref readonly var item in samples)
        {
            _samples[_ends[routes.ShardOf(item.SensorKey)]++] = item;
            Bytes += (item.Sample.Text?.Length ?? 0) * (long)sizeof(char);
        }
    }

    public long Sequence { get; }

    /// <summary>Samples of all shards.</summary>
    public int Count => _samples.Length;

    /// <summary>What it takes in memory; texts that samples share are counted for each.</summary>
    public long Bytes { get; }

    public ReadOnlySpan<SensorSample> Of(int shard) => _samples.AsSpan(shard == 0 ? 0 : _ends[shard - 1], CountOf(shard));

    private int CountOf(int shard) => _ends[shard] - (shard == 0 ? 0 : _ends[shard - 1]);
}
