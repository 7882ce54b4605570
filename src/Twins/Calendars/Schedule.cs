using OrleansTwin.Twins.Model;

namespace OrleansTwin.Twins.Calendars;

/// <summary>
/// The plan of a calendar at any moment, for callers that ask once; who asks often keeps a <see cref="ScheduleCursor"/>.
/// </summary>
public static class Schedule
{
    /// <summary>The stretch of plan that holds a moment. A null calendar is busy around the clock.</summary>
    public static ScheduleSpan SpanAt(ShiftCalendar? calendar, long atTicks) => new ScheduleCursor(calendar).SpanAt(atTicks);
}
