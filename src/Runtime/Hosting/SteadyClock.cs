namespace OrleansTwin.Runtime.Hosting;

/// <summary>
/// The time of day for settling quiet machines, once it has run steadily for a while. Right after the start, and after the clock
/// was set, machines look quiet that are not: their samples are still on the way, or came by the clock as it stood before.
/// Settled then, they would take everything that follows for late, for as long as the clock was ahead.
/// </summary>
internal sealed class SteadyClock(TimeProvider time)
{
    public static readonly TimeSpan SteadyAfter = TimeSpan.FromSeconds(30);

    /// <summary>A clock that is slewed, or a timer that comes late, moves it by less.</summary>
    private static readonly TimeSpan StepMin = TimeSpan.FromSeconds(5);

    private readonly long _began = time.GetTimestamp();
    private DateTimeOffset? _origin;
    private TimeSpan _steadySince;

    /// <summary>UTC ticks; null while the clock has not run steadily for <see cref="SteadyAfter"/>.</summary>
    public long? Read()
    {
        var (now, running) = (time.GetUtcNow(), time.GetElapsedTime(_began));
        var origin = now - running;
        if (_origin is not { } before || (origin - before).Duration() > StepMin)
            _steadySince = running;
        _origin = origin;
        return running - _steadySince >= SteadyAfter ? now.UtcTicks : null;
    }
}
