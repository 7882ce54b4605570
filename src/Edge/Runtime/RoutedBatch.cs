using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Edge.Runtime;

/// <summary>A sample on its way to a machine's sensor; both by place within the partition.</summary>
internal readonly record struct RoutedSample(int Machine, int Sensor, Sample Sample);

/// <summary>What one journal batch holds for one partition. Pooled.</summary>
internal sealed class RoutedBatch
{
    private RoutedSample[] _samples = new RoutedSample[256];

    public int Count { get; private set; }

    /// <summary>The journal's number of the batch.</summary>
    public long Sequence { get; set; }

    public ReadOnlySpan<RoutedSample> Samples => _samples.AsSpan(0, Count);

    public void Add(int machine, int sensor, in Sample sample)
    {
        if (Count == _samples.Length)
            Array.Resize(ref _samples, Count * 2);
        _samples[Count++] = new RoutedSample(machine, sensor, sample);
    }

    public void Clear()
    {
        _samples.AsSpan(0, Count).Clear();
        Count = 0;
    }
}
