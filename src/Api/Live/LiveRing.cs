namespace OrleansTwin.Api.Live;

/// <summary>The last events, for subscribers that come back. Sequences in it are without holes. Not thread safe.</summary>
internal sealed class LiveRing(int capacity)
{
    private readonly LiveEvent?[] _events = new LiveEvent?[capacity];
    private long _newest;

    /// <summary>Sequence of the newest event; 0: none yet.</summary>
    public long Newest => _newest;

    public void Add(LiveEvent change)
    {
        System.Diagnostics.Debug.Assert(change.Sequence == _newest + 1, "The ring has no holes.");
        _newest = change.Sequence;
        _events[_newest % capacity] = change;
    }

    /// <summary>True where every event after <paramref name="sequence"/> is still here.</summary>
    public bool HoldsAllAfter(long sequence) => sequence <= _newest && _newest - sequence <= capacity;

    public IEnumerable<LiveEvent> After(long sequence)
    {
        for (var next = sequence + 1; next <= _newest; next++)
        {
            if (_events[next % capacity] is { } change)
                yield return change;
        }
    }
}
