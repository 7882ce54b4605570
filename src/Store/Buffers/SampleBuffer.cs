using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Buffers;

/// <summary>The tails of all sensors: what is journaled but not yet in history's chunks.</summary>
internal sealed class SampleBuffer(int keysMax)
{
    private readonly Lock _growth = new();
    private readonly StripedCounter _count = new();
    private SampleTail?[] _tails = new SampleTail?[1024];

    /// <summary>Keys that may have a tail are below this.</summary>
    public int KeyEnd => Volatile.Read(ref _tails).Length;

    public long Count => _count.Sum();

    public void Add(int sensorKey, in Sample sample, long sequence)
    {
        (TailOf(sensorKey) ?? Create(sensorKey)).Add(sample, sequence);
        _count.Add(sensorKey, 1);
    }

    public SampleTail? TailOf(int sensorKey)
    {
        var tails = Volatile.Read(ref _tails);
        return (uint)sensorKey < (uint)tails.Length ? Volatile.Read(ref tails[sensorKey]) : null;
    }

    /// <summary>Lets go of what came with batches up to a sequence.</summary>
    public void DropUpTo(long sequence)
    {
        for (var key = 0; key < KeyEnd; key++)
        {
            if (TailOf(key)?.DropUpTo(sequence) is > 0 and var count)
                _count.Add(key, -count);
        }
    }

    private SampleTail Create(int sensorKey)
    {
        if ((uint)sensorKey >= (uint)keysMax)
            throw new ArgumentOutOfRangeException(nameof(sensorKey), sensorKey, $"Sensor keys are 0 to {keysMax - 1}.");
        lock (_growth)
        {
            var tails = _tails;
            if (sensorKey >= tails.Length)
                Array.Resize(ref tails, Math.Max(tails.Length * 2, sensorKey + 1));
            var tail = tails[sensorKey] ?? new SampleTail();
            Volatile.Write(ref tails[sensorKey], tail);
            Volatile.Write(ref _tails, tails);
            return tail;
        }
    }
}
