using OrleansTwin.Twins.Model;

namespace OrleansTwin.PlantFiles.Tests.Reading;

public sealed class CalendarTests
{
    private const string ThreeShifts = """
        timeZone: Europe/Paris
        shifts:
          early: {days: mon-fri, start: 06:00, end: 14:00, breaks: {lunch: {start: 11:00, end: 11:30}}}
          late: {days: [mon, tue-thu, fri], start: 14:00, end: 22:00}
          night: {days: mon-fri, start: 22:00, end: 6:00, breaks: {meal: {start: 02:00, end: 02:30}}}
        daysOff: [2026-12-25, 2026-12-28/2026-12-31]
        weeklyStops: {cleaning: {days: fri, start: 21:00, end: 24:00}}
        plannedStops: {refit: {start: 2026-08-03T06:00, end: 2026-08-07 22:00}}
        """;

    private static ShiftCalendar Read(string keys) => PlantText.Parse(PlantText.Calendar(keys)).Valid().Root.Calendar!;

    [Fact]
    public void A_calendar_is_read_with_its_time_zone_shifts_breaks_and_stops()
    {
        var calendar = Read(ThreeShifts);
        Assert.Equal(("c", "Europe/Paris"), (calendar.Id, calendar.TimeZone.Id));
        Assert.Equal(["early", "late", "night"], calendar.Shifts.Select(shift => shift.Name));
        Assert.Equal(
            [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday],
            calendar.Shifts[1].Days);
        Assert.Equal((new TimeOnly(22, 0), new TimeOnly(6, 0)), (calendar.Shifts[2].Start, calendar.Shifts[2].End));
        Assert.Equal(5, calendar.DaysOff.Count);
        Assert.Equal((new TimeOnly(21, 0), TimeOnly.MinValue), (calendar.WeeklyStops[0].Start, calendar.WeeklyStops[0].End));
        Assert.Equal(
            new PlannedStop("refit", new DateTime(2026, 8, 3, 6, 0, 0), new DateTime(2026, 8, 7, 22, 0, 0)),
            calendar.PlannedStops[0]);
    }

    [Fact]
    public void A_break_after_midnight_has_the_days_on_which_its_shift_starts()
    {
        var night = Read(ThreeShifts).Shifts[2];
        Assert.Equal(new TimeOnly(2, 0), Assert.Single(night.Breaks).Start);
        Assert.Equal(night.Days, night.Breaks[0].Days);
    }

    [Fact]
    public void Days_may_run_over_the_end_of_the_week() =>
        Assert.Equal(
            [DayOfWeek.Monday, DayOfWeek.Saturday, DayOfWeek.Sunday],
            Read("timeZone: UTC\nshifts: {a: {days: sat-mon, start: 06:00, end: 14:00}}").Shifts[0].Days);

    [Theory]
    [InlineData("timeZone: Europe/Pariss", "c.timeZone: found \"Europe/Pariss\"; expected a time zone of the IANA database")]
    [InlineData("timeZone: Paris", "did you mean \"Europe/Paris\"?")]
    public void An_unknown_time_zone_is_refused_with_the_nearest_one(string zone, string expected) =>
        Assert.Contains(
            expected,
            PlantText.Parse(PlantText.Calendar(zone + "\nshifts: {a: {start: 06:00, end: 14:00}}")).OnlyError(),
            StringComparison.Ordinal);

    [Theory]
    [InlineData(
        "a: {start: 06:00, end: 14:00}, b: {start: 13:59, end: 20:00}",
        "c.shifts.b: found a shift that overlaps \"a\" on Monday")]
    [InlineData("a: {days: sun, start: 22:00, end: 06:00}, b: {days: mon, start: 05:00, end: 08:00}", "overlaps \"a\" on Monday")]
    [InlineData(
        "a: {days: mon, start: 06:00, end: 06:00}, b: {days: tue, start: 05:59, end: 06:30}",
        "overlaps \"a\" on Tuesday")]
    [InlineData(
        "a: {start: 06:00:30, end: 14:00}",
        "c.shifts.a.start: found \"06:00:30\"; expected a time of day on a whole minute")]
    [InlineData("a: {start: 25:00, end: 14:00}", "c.shifts.a.start: found \"25:00\"; expected a time of day")]
    [InlineData(
        "a: {end: 14:00}",
        "c.shifts.a.start: found nothing; expected a time of day on a whole minute, such as 06:00; add the key start")]
    [InlineData("a: {days: mon-fry, start: 06:00, end: 14:00}", "c.shifts.a.days: found \"mon-fry\"; expected weekdays")]
    [InlineData(
        "a: {start: 06:00, end: 14:00, breaks: {x: {start: 13:50, end: 14:10}}}",
        "a.breaks.x: found a break from 13:50 to 14:10; expected times within the shift, 06:00 to 14:00")]
    [InlineData(
        "a: {start: 22:00, end: 06:00, breaks: {x: {start: 21:00, end: 21:30}}}",
        "expected times within the shift, 22:00 to 06:00")]
    [InlineData(
        "a: {start: 06:00, end: 14:00, breaks: {x: {start: 09:00, end: 09:30}, y: {start: 09:29, end: 10:00}}}",
        "a.breaks.y: found a break that overlaps \"x\"")]
    public void Wrong_shifts_and_breaks_are_refused(string shifts, string expected) =>
        Assert.Contains(
            expected,
            PlantText.Parse(PlantText.Calendar($"timeZone: UTC\nshifts: {{{shifts}}}")).OnlyError(),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("daysOff: [2026-13-01]", "c.daysOff[0]: found \"2026-13-01\"; expected a date such as 2026-12-25")]
    [InlineData("daysOff: [2026-01-02/2026-01-01]", "expected a date such as 2026-12-25, or a range")]
    [InlineData(
        "plannedStops: {x: {start: 2026-01-02T06:00, end: 2026-01-02T06:00}}",
        "c.plannedStops.x.end: found \"2026-01-02T06:00\"; expected a moment after the start")]
    [InlineData(
        "plannedStops: {x: {start: 2026-01-02T06:00:10, end: 2026-01-03T06:00}}",
        "expected a local date and time on a whole minute")]
    public void Wrong_days_off_and_stops_are_refused(string keys, string expected) =>
        Assert.Contains(
            expected,
            PlantText.Parse(PlantText.Calendar(
                $"timeZone: UTC\nshifts: {{a: {{start: 06:00, end: 14:00}}}}\n{keys}")).OnlyError(),
            StringComparison.Ordinal);

    [Fact]
    public void Shifts_that_meet_do_not_overlap() =>
        Assert.Equal(
            2, Read("timeZone: UTC\nshifts: {a: {start: 06:00, end: 18:00}, b: {start: 18:00, end: 06:00}}").Shifts.Count);
}
