using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Runtime.Engine;

/// <summary>Samples of one sensor that arrived one after the other; machine and sensor by place within the partition.</summary>
internal readonly record struct RoutedRun(int Machine, int Sensor, int Start, int Count);

/// <summary>What one journal batch holds for one partition, in order of arrival. Pooled.</summary>
internal sealed class RoutedBatch
{
    private const int PooledMax = 64;
    private const int PooledSamplesMax = 32_768;

    private static readonly ConcurrentBag<RoutedBatch> Pool = [];

    private readonly List<RoutedRun> _runs = [];
    private Sample[] _samples = new Sample[256];

    private RoutedBatch()
    {
    }

    public int Count { get; private set; }

    /// <summary>The journal's number of the batch.</summary>
    public long Sequence { get; private set; }

    /// <summary>When the first of its messages was received (timestamp of the monotonic clock); 0: it is replayed.</summary>
    public long ReceivedAt { get; private set; }

    public ReadOnlySpan<RoutedRun> Runs => CollectionsMarshal.AsSpan(_runs);

    public ReadOnlySpan<Sample> SamplesOf(in RoutedRun run) => _samples.AsSpan(run.Start, run.Count);

    public static RoutedBatch Rent(long sequence, long receivedAt)
    {
        var batch = Pool.TryTake(out var pooled) ? pooled : new RoutedBatch();
        (batch.Sequence, batch.ReceivedAt) = (sequence, receivedAt);
        return batch;
    }

    public void Add(int machine, int sensor, in Sample sample)
    {
        if (Count == _samples.Length)
            Array.Resize(ref _samples, Count * 2);
        _samples[Count] = sample;
        if (_runs.Count > 0 && _runs[^1] is var last && last.Machine == machine && last.Sensor == sensor)
            _runs[^1] = last with { Count = last.Count + 1 };
        else
            _runs.Add(new RoutedRun(machine, sensor, Count, 1));
        Count++;
    }

    /// <summary>Gives the batch back; it is not touched afterwards.</summary>
    public void Return()
    {
        _samples.AsSpan(0, Count).Clear();
        _runs.Clear();
        Count = 0;
        if (_samples.Length <= PooledSamplesMax && Pool.Count < PooledMax)
            Pool.Add(this);
    }
}
