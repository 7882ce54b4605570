namespace OrleansTwin.Runtime.Tests.Support;

/// <summary>A clock that moves when the test says so; its timers run then.</summary>
internal sealed class HandTime : TimeProvider
{
    private readonly List<HandTimer> _timers = [];
    private long _ticks = new DateTime(2026, 3, 2, 8, 0, 0, DateTimeKind.Utc).Ticks;
    private TimeSpan _set;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => new(_ticks + _set.Ticks, TimeSpan.Zero);

    public override long GetTimestamp() => _ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new HandTimer(() => callback(state), _ticks + dueTime.Ticks, period.Ticks);
        _timers.Add(timer);
        return timer;
    }

    /// <summary>Sets the wall clock by some time; the monotonic one goes on as it was.</summary>
    public void Set(TimeSpan by) => _set += by;

    public void Advance(TimeSpan by)
    {
        _ticks += by.Ticks;
        foreach (var timer in _timers)
            timer.RunUntil(_ticks);
    }

    private sealed class HandTimer(Action run, long due, long period) : ITimer
    {
        private bool _isEnded;

        public void RunUntil(long ticks)
        {
            for (; !_isEnded && due <= ticks; due += period)
                run();
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => false;

        public void Dispose() => _isEnded = true;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
