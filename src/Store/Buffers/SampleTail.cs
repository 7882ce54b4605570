using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Buffers;

/// <summary>
/// One sensor's samples since the last checkpoint, in order of arrival with the sequence of their batch. One thread adds, any
/// thread reads, the checkpoint drops the front: the lock is all but never contended. A store has one of these for each of maybe
/// a million sensors, so it is its own lock, and its room follows what comes between two checkpoints: a pool's smallest array
/// would be sixteen times what a slow sensor needs.
/// </summary>
internal sealed class SampleTail
{
    /// <summary>Room that is filled by less than this part of it is given back.</summary>
    private const int FilledPartMin = 4;

    private Entry[] _entries = [];
    private int _count;

    public void Add(in Sample sample, long sequence)
    {
        lock (this)
        {
            var last = _count > 0 ? _entries[_count - 1].Sequence : 0;
            if (sequence < last)
                throw new ArgumentException($"Sequence {sequence} comes after {last}.", nameof(sequence));
            if (_count == _entries.Length)
                Array.Resize(ref _entries, Math.Max(1, _count * 2));
            _entries[_count++] = new Entry(sample, sequence);
        }
    }

    /// <summary>Adds the samples of a window, in order of arrival.</summary>
    public void CopyWindow(long fromTicks, long toTicks, List<Sample> into)
    {
        lock (this)
        {
            foreach (ref readonly var entry in _entries.AsSpan(0, _count))
            {
                if (entry.Sample.SourceTicks >= fromTicks && entry.Sample.SourceTicks < toTicks)
                    into.Add(entry.Sample);
            }
        }
    }

    /// <summary>
    /// Adds the samples up to a sequence. A sensor that has been silent since the last checkpoint gives its room back.
    /// </summary>
    public void CopyUpTo(long sequence, List<Sample> into)
    {
        lock (this)
        {
            if (_count == 0)
                _entries = [];
            for (var i = 0; i < _count && _entries[i].Sequence <= sequence; i++)
                into.Add(_entries[i].Sample);
        }
    }

    /// <summary>
    /// Drops the samples up to a sequence, which a checkpoint has taken, and returns their number. Room that they nearly filled
    /// is kept for as many to come.
    /// </summary>
    public int DropUpTo(long sequence)
    {
        lock (this)
        {
            var count = 0;
            while (count < _count && _entries[count].Sequence <= sequence)
                count++;
            if (count == 0)
                return 0;
            _count -= count;
            var left = _entries.AsSpan(count, _count);
            if (count < _entries.Length / FilledPartMin)
            {
                _entries = left.ToArray();
                return count;
            }

            left.CopyTo(_entries);
            _entries.AsSpan(_count, count).Clear();
            return count;
        }
    }

    private readonly record struct Entry(Sample Sample, long Sequence);
}
