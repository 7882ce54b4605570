namespace OrleansTwin.Runtime.Tests.Support;

/// <summary>
/// A clock whose timers go off only when they are let; whoever begins to wait is noticed. What comes once a period never comes.
/// </summary>
internal sealed class StandingTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<Timer> _timers = [];
    private TaskCompletionSource _waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public DateTimeOffset Now { get; set; } = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    /// <summary>Completes when somebody waits for a timer.</summary>
    public Task Waiting
    {
        get
        {
            lock (_gate)
                return _waiting.Task;
        }
    }

    /// <summary>How many wait now for a timer that was set to so long.</summary>
    public int Waits(TimeSpan dueTime)
    {
        lock (_gate)
            return _timers.Count(timer => timer.DueTime == dueTime && !timer.IsDisposed);
    }

    public override DateTimeOffset GetUtcNow() => Now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            var timer = new Timer(callback, state, dueTime);
            if (period > TimeSpan.Zero)
                return timer;
            _timers.Add(timer);
            _waiting.TrySetResult();
            return timer;
        }
    }

    /// <summary>All timers that wait go off, or those that were to wait for so long at most.</summary>
    public void GoOn(TimeSpan? atMost = null)
    {
        List<Timer> timers;
        lock (_gate)
        {
            timers = _timers.FindAll(timer => atMost is null || timer.DueTime <= atMost);
            _timers.RemoveAll(timers.Contains);
            _waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        foreach (var timer in timers)
            timer.GoOff();
    }

    private sealed class Timer(TimerCallback callback, object? state, TimeSpan dueTime) : ITimer
    {
        private volatile bool _isDisposed;

        public TimeSpan DueTime => dueTime;

        public bool IsDisposed => _isDisposed;

        public void GoOff()
        {
            if (!_isDisposed)
                callback(state);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => !_isDisposed;

        public void Dispose() => _isDisposed = true;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
