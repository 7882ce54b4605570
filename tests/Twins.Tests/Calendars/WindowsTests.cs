using OrleansTwin.Twins.Calendars;
using OrleansTwin.Twins.Model;
using static OrleansTwin.Twins.Tests.Calendars.TestCalendars;

namespace OrleansTwin.Twins.Tests.Calendars;

public class WindowsTests
{
    [Theory]
    [InlineData("shift", "2026-10-24T20:00Z", "2026-10-25T03:30Z")]
    [InlineData("lastShift", "2026-10-24T12:00Z", "2026-10-24T20:00Z")]
    [InlineData("hour", "2026-10-25T03:00Z", "2026-10-25T03:30Z")]
    [InlineData("lastHour", "2026-10-25T02:00Z", "2026-10-25T03:00Z")]
    [InlineData("day", "2026-10-24T22:00Z", "2026-10-25T03:30Z")]
    [InlineData("yesterday", "2026-10-23T22:00Z", "2026-10-24T22:00Z")]
    [InlineData("week", "2026-10-18T22:00Z", "2026-10-25T03:30Z")]
    [InlineData("lastWeek", "2026-10-11T22:00Z", "2026-10-18T22:00Z")]
    [InlineData("month", "2026-09-30T22:00Z", "2026-10-25T03:30Z")]
    [InlineData("lastMonth", "2026-08-31T22:00Z", "2026-09-30T22:00Z")]
    [InlineData("year", "2025-12-31T23:00Z", "2026-10-25T03:30Z")]
    [InlineData("8h", "2026-10-24T19:30Z", "2026-10-25T03:30Z")]
    [InlineData("90m", "2026-10-25T02:00Z", "2026-10-25T03:30Z")]
    [InlineData("1w", "2026-10-18T03:30Z", "2026-10-25T03:30Z")]
    public void A_named_window_is_that_of_the_plants_own_clock(string name, string from, string to)
    {
        Assert.True(Windows.TryResolve(name, ThreeShifts(), Utc("2026-10-25T03:30Z"), out var window, out var error), error);
        Assert.Equal(new TimeWindow(Utc(from), Utc(to)), window);
    }

    [Fact]
    public void The_day_the_clock_changes_has_25_hours()
    {
        Assert.True(Windows.TryResolve("yesterday", ThreeShifts(), Utc("2026-10-26T12:00Z"), out var window, out _));
        Assert.Equal(25 * TimeSpan.TicksPerHour, window.ToTicks - window.FromTicks);
    }

    [Theory]
    [InlineData("fortnight", "expected shift")]
    [InlineData("h", "expected shift")]
    [InlineData("-8h", "expected shift")]
    [InlineData("0h", "expected shift")]
    [InlineData("99999d", "at most 3660 days")]
    [InlineData("", "expected shift")]
    public void An_unknown_window_is_refused_with_what_was_expected(string name, string expected)
    {
        Assert.False(Windows.TryResolve(name, ThreeShifts(), Utc("2026-10-25T03:30Z"), out _, out var error));
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_shift_window_without_a_running_shift_says_so()
    {
        var sunday = Utc("2026-01-11T12:00Z");
        Assert.False(Windows.TryResolve("shift", ThreeShifts(Weekdays), sunday, out _, out var error));
        Assert.Contains("lastShift", error, StringComparison.Ordinal);
        Assert.True(Windows.TryResolve("lastShift", ThreeShifts(Weekdays), sunday, out var window, out _));
        Assert.Equal(new TimeWindow(Utc("2026-01-09T21:00Z"), Utc("2026-01-10T05:00Z")), window);
        Assert.False(Windows.TryResolve("shift", null, sunday, out _, out error));
        Assert.Contains("calendar", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Shifts_between_two_moments_are_those_that_overlap_them()
    {
        var shifts = Shifts.Between(ThreeShifts(Weekdays), Utc("2026-01-09T20:59Z"), Utc("2026-01-12T05:00Z")).ToList();

        Assert.Equal(["late", "night"], shifts.Select(each => each.Name));
        Assert.Equal(new DateOnly(2026, 1, 9), shifts[1].Day);
        Assert.Equal((Utc("2026-01-09T21:00Z"), Utc("2026-01-10T05:00Z")), (shifts[1].StartTicks, shifts[1].EndTicks));
        Assert.Null(Shifts.CurrentAt(ThreeShifts(Weekdays), Utc("2026-01-10T05:00Z")));
        Assert.Equal("night", Shifts.CurrentAt(ThreeShifts(Weekdays), Utc("2026-01-10T04:59Z"))?.Name);
        Assert.Empty(Shifts.Between(null, 0, long.MaxValue));
    }
}
