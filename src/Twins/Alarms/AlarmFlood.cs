namespace OrleansTwin.Twins.Alarms;

/// <summary>
/// Whether more alarms are raised than an operator can follow (ISA-18.2: a flood begins with more than ten in ten minutes and
/// ends when fewer than five came in ten). Fed in order of time.
/// </summary>
public sealed class AlarmFlood
{
    public const int BeginsAbove = 10;
    public const int EndsBelow = 5;
    public const long WindowTicks = 10 * TimeSpan.TicksPerMinute;

    private readonly Queue<long> _raised = new();

    public bool IsFlood { get; private set; }

    /// <summary>When the present flood began; 0: there is none.</summary>
    public long SinceTicks { get; private set; }

    /// <summary>How many were raised in the present flood and in the ten minutes that led to it; 0: there is none.</summary>
    public int Raised { get; private set; }

    /// <summary>When it ends if nothing more is raised; 0: there is none.</summary>
    public long EndsTicks => IsFlood ? _raised.ElementAt(_raised.Count - EndsBelow) + WindowTicks : 0;

    public void Raise(long atTicks)
    {
        Advance(atTicks);
        _raised.Enqueue(atTicks);
        if (IsFlood)
            Raised++;
        else if (_raised.Count > BeginsAbove)
            (IsFlood, SinceTicks, Raised) = (true, atTicks, _raised.Count);
    }

    /// <summary>Time has come to a moment.</summary>
    public void Advance(long nowTicks)
    {
        while (_raised.TryPeek(out var first) && first <= nowTicks - WindowTicks)
            _raised.Dequeue();
        if (_raised.Count < EndsBelow)
            (IsFlood, SinceTicks, Raised) = (false, 0, 0);
    }
}
