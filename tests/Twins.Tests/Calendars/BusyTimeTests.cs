using OrleansTwin.Twins.Calendars;

namespace OrleansTwin.Twins.Tests.Calendars;

/// <summary>Three shifts on weekdays, with a break of half an hour in the early one; winter time.</summary>
public sealed class BusyTimeTests
{
    private static readonly long Friday = TestCalendars.Utc("2026-01-09T05:00:00Z");

    private static readonly BusyTime Busy = new(
        TestCalendars.ThreeShifts(TestCalendars.Weekdays) with
        {
            Shifts =
            [
                TestCalendars.Shift(
                    "early", TestCalendars.Weekdays, "06:00", "14:00",
                    TestCalendars.Span("break", TestCalendars.Weekdays, "10:00", "10:30")),
            ],
        },
        Friday, Friday + (10 * TimeSpan.TicksPerDay));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(4.25, 4)]
    [InlineData(8, 7.5)]
    [InlineData(72, 7.5)]
    [InlineData(73, 8.5)]
    [InlineData(1000, 45)]
    public void Busy_hours_up_to_a_moment_leave_breaks_and_weekends_out(double hours, double busy) =>
        Assert.Equal(busy, Busy.HoursUntil(Friday + (long)(hours * TimeSpan.TicksPerHour)), 6);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(5, 5.5)]
    [InlineData(8.5, 73)]
    [InlineData(45, 176)]
    public void So_many_busy_hours_have_passed_at_a_moment(double busy, double hours) =>
        Assert.Equal(Friday + (long)(hours * TimeSpan.TicksPerHour), Busy.After(busy));

    [Fact]
    public void What_comes_after_the_end_is_not_known_and_without_a_calendar_every_hour_counts()
    {
        Assert.Null(Busy.After(46));
        Assert.Null(Busy.After(double.PositiveInfinity));
        var always = new BusyTime(null, Friday, Friday + TimeSpan.TicksPerDay);
        Assert.Equal(24, always.HoursUntil(long.MaxValue));
        Assert.Equal(Friday + (20 * TimeSpan.TicksPerHour), always.After(20));
    }
}
