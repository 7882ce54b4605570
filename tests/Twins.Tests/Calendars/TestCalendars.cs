using System.Globalization;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Twins.Tests.Calendars;

/// <summary>
/// Calendars in Central European time (UTC+1, summer UTC+2, changes on the last Sundays of March and October), made without tz
/// data.
/// </summary>
internal static class TestCalendars
{
    public static readonly DayOfWeek[] EveryDay = Enum.GetValues<DayOfWeek>();

    public static readonly DayOfWeek[] Weekdays =
        [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday];

    public static readonly TimeZoneInfo CentralEurope = MakeCentralEurope();

    public static ShiftCalendar ThreeShifts(DayOfWeek[]? days = null) => new()
    {
        Id = "three-shifts",
        TimeZone = CentralEurope,
        Shifts =
        [
            Shift("early", days ?? EveryDay, "06:00", "14:00"),
            Shift("late", days ?? EveryDay, "14:00", "22:00"),
            Shift("night", days ?? EveryDay, "22:00", "06:00"),
        ],
    };

    public static Shift Shift(string name, DayOfWeek[] days, string start, string end, params WeeklySpan[] breaks) =>
        new(name, days, Time(start), Time(end), breaks);

    public static WeeklySpan Span(string name, DayOfWeek[] days, string start, string end) =>
        new(name, days, Time(start), Time(end));

    public static long Utc(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).UtcTicks;

    public static TimeOnly Time(string text) => TimeOnly.Parse(text, CultureInfo.InvariantCulture);

    private static TimeZoneInfo MakeCentralEurope()
    {
        var spring = TimeZoneInfo.TransitionTime.CreateFloatingDateRule(new DateTime(1, 1, 1, 2, 0, 0), 3, 5, DayOfWeek.Sunday);
        var autumn = TimeZoneInfo.TransitionTime.CreateFloatingDateRule(new DateTime(1, 1, 1, 3, 0, 0), 10, 5, DayOfWeek.Sunday);
        var rule = TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(
            DateTime.MinValue.Date, DateTime.MaxValue.Date, TimeSpan.FromHours(1), spring, autumn);
        return TimeZoneInfo.CreateCustomTimeZone("test-cet", TimeSpan.FromHours(1), "CET", "CET", "CEST", [rule]);
    }
}
