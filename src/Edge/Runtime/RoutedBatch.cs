using System.Collections.Concurrent;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Edge.Runtime;

/// <summary>A sample on its way to a machine's sensor; both by place within the partition.</summary>
internal readonly record struct RoutedSample(int Machine, int Sensor, Sample Sample);

/// <summary>What one journal batch holds for one partition. Pooled.</summary>
internal sealed class RoutedBatch
{
    private const int PooledMax = 64;
    private const int PooledSamplesMax = 32_768;

    private static readonly ConcurrentBag<RoutedBatch> Pool = [];

    private RoutedSample[] _samples = new RoutedSample[256];

    private RoutedBatch()
    {
    }

    public int Count { get; private set; }

    /// <summary>The journal's number of the batch.</summary>
    public long Sequence { get; private set; }

    public ReadOnlySpan<RoutedSample> Samples => _samples.AsSpan(0, Count);

    public static RoutedBatch Rent(long sequence)
    {
        var batch = Pool.TryTake(out var pooled) ? pooled : new RoutedBatch();
        batch.Sequence = sequence;
        return batch;
    }

    public void Add(int machine, int sensor, in Sample sample)
    {
        if (Count == _samples.Length)
            Array.Resize(ref _samples, Count * 2);
        _samples[Count++] = new RoutedSample(machine, sensor, sample);
    }

    /// <summary>Gives the batch back; it is not touched afterwards.</summary>
    public void Return()
    {
        _samples.AsSpan(0, Count).Clear();
        Count = 0;
        if (_samples.Length <= PooledSamplesMax && Pool.Count < PooledMax)
            Pool.Add(this);
    }
}
