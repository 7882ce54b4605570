namespace OrleansTwin.Twins.Model;

/// <summary>
/// A time of day range on some weekdays, local time; an end at or before the start runs into the next day. Whole minutes.
/// </summary>
public sealed record WeeklySpan(string Name, IReadOnlyList<DayOfWeek> Days, TimeOnly Start, TimeOnly End);

/// <summary>
/// A shift with its breaks. A break's times lie within the shift; its days name the day on which the shift starts (a break at
/// 02:00 of Monday's night shift has Monday, and happens on Tuesday).
/// </summary>
public sealed record Shift(
    string Name, IReadOnlyList<DayOfWeek> Days, TimeOnly Start, TimeOnly End, IReadOnlyList<WeeklySpan> Breaks);

/// <summary>A planned stop once, local date and time, whole minutes.</summary>
public sealed record PlannedStop(string Name, DateTime StartLocal, DateTime EndLocal);

/// <summary>
/// When a plant plans to work: shifts by weekday in local time, breaks, weekly and single planned stops, days without work.
/// Daylight saving is the time zone's: a night shift has 7 or 9 hours on the days the clock changes.
/// </summary>
public sealed record ShiftCalendar
{
    public required string Id { get; init; }

    /// <summary>Resolved by the reader of the plant file, so that the core asks no operating system.</summary>
    public required TimeZoneInfo TimeZone { get; init; }

    public required IReadOnlyList<Shift> Shifts { get; init; }

    public IReadOnlyList<DateOnly> DaysOff { get; init; } = [];

    public IReadOnlyList<WeeklySpan> WeeklyStops { get; init; } = [];

    public IReadOnlyList<PlannedStop> PlannedStops { get; init; } = [];
}
