using OrleansTwin.Twins.Model;

namespace OrleansTwin.Twins.Calendars;

/// <summary>The plan of a calendar at any moment.</summary>
public static class Schedule
{
    /// <summary>The stretch of plan that holds a moment. A null calendar is busy around the clock.</summary>
    public static ScheduleSpan SpanAt(ShiftCalendar? calendar, long atTicks) =>
        calendar is null
            ? new ScheduleSpan(0, long.MaxValue, PlanKind.Busy, null, 0)
            : throw new NotSupportedException("Calendars are read in Schedule.Weekly.");
}
