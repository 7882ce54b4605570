namespace OrleansTwin.Runtime.Feeds;

/// <summary>
/// The newest durable batches in memory, as many as fit: whoever keeps up reads nothing else. Tells those that wait for news.
/// </summary>
internal sealed class FeedWindow(long lastSequence, long bytesMax)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<long, FeedEntry> _entries = [];
    private TaskCompletionSource _news = NewSource();
    private long _first = lastSequence + 1;
    private long _last = lastSequence;
    private long _bytes;

    /// <summary>The newest durable batch.</summary>
    public long Last => Interlocked.Read(ref _last);

    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Completes with the next batch or <see cref="Wake"/>. Take it, then look, then wait.</summary>
    public Task News
    {
        get
        {
            lock (_lock)
                return _news.Task;
        }
    }

    /// <summary>Adds the next durable batch; lets go of what all shards have, and of the oldest where there is no room.</summary>
    public void Add(FeedEntry entry, long hadByAll)
    {
        lock (_lock)
        {
            _entries.Add(entry.Sequence, entry);
            Interlocked.Add(ref _bytes, entry.Bytes);
            Interlocked.Exchange(ref _last, entry.Sequence);
            for (; _first <= _last && (_first <= hadByAll || _bytes > bytesMax); _first++)
            {
                _entries.Remove(_first, out var gone);
                Interlocked.Add(ref _bytes, -gone!.Bytes);
            }
        }

        Wake();
    }

    /// <summary>
    /// The batches behind a sequence, of about so many samples; false: they are no longer here, the journal has them.
    /// </summary>
    public bool TryRead(long after, int samples, List<FeedEntry> entries)
    {
        lock (_lock)
        {
            for (var next = after + 1; next >= _first && next <= _last && samples > 0; next++)
            {
                entries.Add(_entries[next]);
                samples -= _entries[next].Count + 1;
            }

            return after + 1 >= _first;
        }
    }

    public void Wake()
    {
        TaskCompletionSource news;
        lock (_lock)
            (news, _news) = (_news, NewSource());
        news.SetResult();
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
