namespace OrleansTwin.Runtime.Answers;

/// <summary>The wall clock was set: by how much, and when (by the clock as it stood then).</summary>
internal readonly record struct ClockStep(TimeSpan By, DateTimeOffset At);

/// <summary>
/// Notices that the wall clock was set, by comparing it with the monotonic one whenever it is asked. Slow corrections, as a time
/// service makes them, are no steps.
/// </summary>
internal sealed class ClockWatch(TimeProvider time)
{
    private static readonly TimeSpan StepMin = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ToldFor = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private (DateTimeOffset Wall, long Monotonic) _last = (time.GetUtcNow(), time.GetTimestamp());
    private (ClockStep Step, long Monotonic)? _step;
    private long _steps;

    /// <summary>Steps since the start.</summary>
    public long Steps => Interlocked.Read(ref _steps);

    /// <summary>The last step, while it is recent.</summary>
    public ClockStep? LastStep
    {
        get
        {
            Look();
            lock (_gate)
                return _step is { } step && time.GetElapsedTime(step.Monotonic) < ToldFor ? step.Step : null;
        }
    }

    public void Look()
    {
        lock (_gate)
        {
            var (wall, monotonic) = (time.GetUtcNow(), time.GetTimestamp());
            var by = wall - _last.Wall - time.GetElapsedTime(_last.Monotonic, monotonic);
            if (by.Duration() >= StepMin)
            {
                _step = (new ClockStep(by, wall), monotonic);
                Interlocked.Increment(ref _steps);
            }

            _last = (wall, monotonic);
        }
    }
}
