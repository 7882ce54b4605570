namespace OrleansTwin.Twins.Calendars;

/// <summary>How a stretch of calendar time is planned.</summary>
public enum PlanKind : byte
{
    /// <summary>No shift, a break, or a day off: outside planned operation time.</summary>
    Off = 0,

    /// <summary>Planned busy time.</summary>
    Busy = 1,

    /// <summary>A planned stop inside a shift: planned operation time, but not busy.</summary>
    PlannedStop = 2,
}

/// <summary>
/// A maximal stretch [<paramref name="StartTicks"/>, <paramref name="EndTicks"/>) with one plan. <paramref name="ShiftName"/> and
/// <paramref name="ShiftStartTicks"/> tell the shift it belongs to (breaks and planned stops inside a shift too); null and 0
/// outside.
/// </summary>
public readonly record struct ScheduleSpan(
    long StartTicks, long EndTicks, PlanKind Plan, string? ShiftName, long ShiftStartTicks)
{
    public bool Holds(long atTicks) => atTicks >= StartTicks && atTicks < EndTicks;
}
