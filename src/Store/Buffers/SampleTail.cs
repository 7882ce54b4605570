using System.Buffers;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Buffers;

/// <summary>
/// One sensor's samples since the last checkpoint, in order of arrival with the sequence of their batch. One thread adds, any
/// thread reads, the checkpoint
/// drops the front: the lock is all but never contended.
/// </summary>
internal sealed class SampleTail
{
    private const int FirstCapacity = 8;

    private readonly Lock _lock = new();
    private Entry[] _entries = [];
    private int _count;

    public void Add(in Sample sample, long sequence)
    {
        lock (_lock)
        {
            var last = _count > 0 ? _entries[_count - 1].Sequence : 0;
            if (sequence < last)
                throw new ArgumentException($"Sequence {sequence} comes after {last}.", nameof(sequence));
            if (_count == _entries.Length)
                Grow();
            _entries[_count++] = new Entry(sample, sequence);
        }
    }

    /// <summary>Adds the samples of a window, in order of arrival.</summary>
    public void CopyWindow(long fromTicks, long toTicks, List<Sample> into)
    {
        lock (_lock)
        {
            foreach (ref readonly var entry in _entries.AsSpan(0, _count))
            {
                if (entry.Sample.SourceTicks >= fromTicks && entry.Sample.SourceTicks < toTicks)
                    into.Add(entry.Sample);
            }
        }
    }

    /// <summary>Adds the samples up to a sequence and returns their number, for <see cref="DropFirst"/>.</summary>
    public int CopyUpTo(long sequence, List<Sample> into)
    {
        lock (_lock)
        {
            var taken = 0;
            while (taken < _count && _entries[taken].Sequence <= sequence)
                into.Add(_entries[taken++].Sample);
            return taken;
        }
    }

    public void DropFirst(int count)
    {
        lock (_lock)
        {
            _count -= count;
            Array.Copy(_entries, count, _entries, 0, _count);
            if (_count > 0)
                return;
            if (_entries.Length > 0)
                ArrayPool<Entry>.Shared.Return(_entries, clearArray: true);
            _entries = [];
        }
    }

    private void Grow()
    {
        var larger = ArrayPool<Entry>.Shared.Rent(Math.Max(FirstCapacity, _count * 2));
        _entries.AsSpan(0, _count).CopyTo(larger);
        if (_entries.Length > 0)
            ArrayPool<Entry>.Shared.Return(_entries, clearArray: true);
        _entries = larger;
    }

    private readonly record struct Entry(Sample Sample, long Sequence);
}
