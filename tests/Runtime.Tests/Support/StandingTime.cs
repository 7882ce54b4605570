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

    public override DateTimeOffset GetUtcNow() => Now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            var timer = new Timer(callback, state);
            if (period > TimeSpan.Zero)
                return timer;
            _timers.Add(timer);
            _waiting.TrySetResult();
            return timer;
        }
    }

    /// <summary>All timers that wait go off.</summary>
    public void GoOn()
    {
        List<Timer> timers;
        lock (_gate)
        {
            timers = [.. _timers];
            _timers.Clear();
            _waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        foreach (var timer in timers)
            timer.GoOff();
    }

    private sealed class Timer(TimerCallback callback, object? state) : ITimer
    {
        private bool _isDisposed;

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
