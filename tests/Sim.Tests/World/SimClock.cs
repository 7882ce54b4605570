namespace OrleansTwin.Sim.Tests.World;

/// <summary>
/// The clock of one life of the process. It moves only when the simulation says so; timers run on its steady time, and the time
/// of day may be wrong by <see cref="Wrong"/>. Waits that only gather a batch pass at once.
/// </summary>
internal sealed class SimClock(long startTicks, Action changed) : TimeProvider
{
    private static readonly TimeSpan GatherMax = TimeSpan.FromMilliseconds(10);

    private readonly Lock _gate = new();
    private readonly List<Timer> _timers = [];
    private long _now = startTicks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>How far the time of day is off.</summary>
    public TimeSpan Wrong { get; set; }

    /// <summary>Somebody waits for a while to pass, once: a retry.</summary>
    public bool HasWaiter
    {
        get
        {
            lock (_gate)
                return _timers.Exists(timer => timer.PeriodTicks == 0);
        }
    }

    public override long GetTimestamp() => Interlocked.Read(ref _now);

    public override DateTimeOffset GetUtcNow() => new(GetTimestamp() + Wrong.Ticks, TimeSpan.Zero);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves on, firing what falls due on the way, in order.</summary>
    public void AdvanceTo(long ticks)
    {
        while (NextDue(ticks) is { } due)
            due.Fire();
        Interlocked.Exchange(ref _now, ticks);
    }

    private Timer? NextDue(long untilTicks)
    {
        lock (_gate)
        {
            if (_timers.Where(timer => timer.DueTicks <= untilTicks).MinBy(timer => timer.DueTicks) is not { } next)
                return null;
            Interlocked.Exchange(ref _now, Math.Max(_now, next.DueTicks));
            if (next.PeriodTicks > 0)
                next.DueTicks += next.PeriodTicks;
            else
                _timers.Remove(next);
            return next;
        }
    }

    private void Set(Timer timer, TimeSpan dueTime, TimeSpan period)
    {
        var passesAtOnce = dueTime != Timeout.InfiniteTimeSpan && dueTime <= GatherMax;
        lock (_gate)
        {
            _timers.Remove(timer);
            if (dueTime == Timeout.InfiniteTimeSpan)
                return;
            if (!passesAtOnce)
            {
                (timer.DueTicks, timer.PeriodTicks) = (_now + dueTime.Ticks, Math.Max(0, period.Ticks));
                _timers.Add(timer);
            }
        }

        if (passesAtOnce)
            ThreadPool.QueueUserWorkItem(_ => timer.Fire());
        changed();
    }

    private sealed class Timer(SimClock owner, TimerCallback callback, object? state) : ITimer
    {
        public long DueTicks { get; set; }

        public long PeriodTicks { get; set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            owner.Set(this, dueTime, period);
            return true;
        }

        public void Dispose() => owner.Set(this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
