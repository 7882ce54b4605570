namespace OrleansTwin.Api.Live;

/// <summary>
/// What one subscriber has not been sent yet. It holds the replay of a resume, and then at most one event a topic: a newer one
/// takes the place of an unsent older one, so a slow reader costs no more memory than its number of topics and always gets the
/// present view.
/// </summary>
internal sealed class LiveSubscription(LiveHub hub, IReadOnlyCollection<string> topics, string client) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LiveEvent> _pending = new(StringComparer.Ordinal);
    private readonly List<LiveEvent> _replay = [];
    private TaskCompletionSource _arrived = New();
    private LiveGap? _gap;
    private long _skipped;

    public IReadOnlyCollection<string> Topics { get; } = topics;

    public string Client { get; } = client;

    public void Offer(LiveEvent change)
    {
        lock (_gate)
        {
            if (_pending.ContainsKey(change.Topic))
                _skipped++;
            _pending[change.Topic] = change;
            _arrived.TrySetResult();
        }
    }

    /// <summary>Events of a resume: all of them are sent, in order.</summary>
    public void Replay(IEnumerable<LiveEvent> changes)
    {
        lock (_gate)
        {
            _replay.AddRange(changes);
            if (_replay.Count > 0)
                _arrived.TrySetResult();
        }
    }

    public void TellGap(string reason)
    {
        lock (_gate)
        {
            _gap = new LiveGap(reason, null);
            _arrived.TrySetResult();
        }
    }

    /// <summary>Completes once there is something to <see cref="Take"/>.</summary>
    public Task WaitAsync(TimeSpan atMost, TimeProvider time, CancellationToken cancellation)
    {
        Task arrived;
        lock (_gate)
            arrived = _arrived.Task;
        return arrived.WaitAsync(atMost, time, cancellation);
    }

    /// <summary>Everything that is unsent, in order of sequence, and the gap before it, if there is one.</summary>
    public (LiveGap? Gap, IReadOnlyList<LiveEvent> Events) Take()
    {
        lock (_gate)
        {
            var gap = _gap ?? (_skipped > 0 ? new LiveGap("slow", _skipped) : null);
            LiveEvent[] events = [.. _replay, .. _pending.Values];
            Array.Sort(events, static (a, b) => a.Sequence.CompareTo(b.Sequence));
            hub.Counters.CountCoalesced(_skipped);
            _replay.Clear();
            _pending.Clear();
            (_gap, _skipped) = (null, 0);
            if (_arrived.Task.IsCompleted)
                _arrived = New();
            return (gap, events);
        }
    }

    public void Dispose() => hub.Leave(this);

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
