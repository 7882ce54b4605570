namespace OrleansTwin.Twins.Simulation;

/// <summary>
/// When the next stop of one cause comes. Operation dependent: the clock runs only while the station works on a piece, so a
/// machine that waits or is not planned doesn't fail. Times between stops (working time) and of stops are exponential.
/// </summary>
internal sealed class StopClock
{
    private readonly RandomStream _random;
    private readonly double _betweenTicks;
    private readonly double _durationTicks;

    public StopClock(RandomStream random, double betweenTicks, double durationTicks)
    {
        _random = random;
        _betweenTicks = betweenTicks;
        _durationTicks = durationTicks;
        LeftTicks = NextBetween();
    }

    /// <summary>Working time left until the stop.</summary>
    public long LeftTicks { get; private set; }

    public void Run(long workedTicks)
    {
        if (_betweenTicks > 0)
            LeftTicks -= workedTicks;
    }

    /// <summary>The stop has come: how long it lasts. The clock starts anew.</summary>
    public long Stop()
    {
        LeftTicks = NextBetween();
        return Resolution.Round(_random.Exponential(_durationTicks));
    }

    private long NextBetween() => _betweenTicks > 0 ? Resolution.Round(_random.Exponential(_betweenTicks)) : long.MaxValue;
}
