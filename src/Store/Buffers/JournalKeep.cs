namespace OrleansTwin.Store.Buffers;

/// <summary>
/// Batches that a checkpoint has, and that stay in the journal for somebody who reads it at a pace of his own. They come a
/// checkpoint's worth at a time, so that what is known of them stays small however many they are; where they are too many, the
/// oldest go unread. What is due and can't be dropped yet still takes its room in the journal.
/// </summary>
internal sealed class JournalKeep
{
    private readonly Lock _lock = new();
    private readonly LinkedList<(long To, long Bytes)> _stretches = new();
    private long _after;
    private long _bytesMax;
    private long _bytes;
    private long _released;

    /// <summary>Batches behind this one are there.</summary>
    public long After => Volatile.Read(ref _after);

    public long Bytes => Volatile.Read(ref _bytes);

    public bool IsOn => _bytesMax > 0;

    /// <summary>Bytes beyond the limit, which could not be dropped.</summary>
    public long Excess => Math.Max(0, Bytes - _bytesMax);

    /// <summary>What the journal is found with, and how many bytes may stay; 0: none.</summary>
    public void Begin(long bytesMax, long after, long to, long bytes)
    {
        lock (_lock)
        {
            _stretches.Clear();
            (_bytesMax, _bytes) = (bytesMax, 0);
            Volatile.Write(ref _after, after);
            if (to > after)
                Push(to, bytes);
        }
    }

    /// <summary>A checkpoint has the batches up to here.</summary>
    public void Add(long to, long bytes)
    {
        lock (_lock)
            Push(to, bytes);
    }

    /// <summary>Whoever reads has what comes up to here.</summary>
    public void Release(long cursor)
    {
        lock (_lock)
            _released = Math.Max(_released, cursor);
    }

    /// <summary>Up to where batches may go now: they were released, or there are too many.</summary>
    public long Due()
    {
        lock (_lock)
        {
            var (due, left) = (_after, _bytes);
            foreach (var (to, bytes) in _stretches)
            {
                var tooMany = Math.Clamp(left - _bytesMax, 0, bytes);
                if (to > _released && tooMany < bytes)
                    return Math.Max(due + (long)Math.Ceiling((to - due) * Share(tooMany, bytes)), Math.Max(due, _released));
                (due, left) = (to, left - bytes);
            }

            return due;
        }
    }

    /// <summary>They went, up to here. A part of a stretch counts by the number of its batches.</summary>
    public void Dropped(long to)
    {
        lock (_lock)
        {
            while (_stretches.First is { } first && _after < to)
            {
                var end = Math.Min(to, first.Value.To);
                var gone = (long)(first.Value.Bytes * Share(end - _after, first.Value.To - _after));
                first.Value = (first.Value.To, first.Value.Bytes - gone);
                if (end == first.Value.To)
                    _stretches.RemoveFirst();
                Volatile.Write(ref _bytes, _bytes - gone);
                Volatile.Write(ref _after, end);
            }
        }
    }

    private static double Share(long part, long whole) => whole == 0 ? 0 : part / (double)whole;

    private void Push(long to, long bytes)
    {
        _stretches.AddLast((to, bytes));
        Volatile.Write(ref _bytes, _bytes + bytes);
    }
}
