namespace OrleansTwin.Twins.Calendars;

/// <summary>
/// One shift on one day: [<paramref name="StartTicks"/>, <paramref name="EndTicks"/>) in UTC ticks. It belongs to the local day
/// it starts on.
/// </summary>
public readonly record struct ShiftOccurrence(string Name, long StartTicks, long EndTicks, DateOnly Day)
{
    public bool Holds(long atTicks) => atTicks >= StartTicks && atTicks < EndTicks;
}
