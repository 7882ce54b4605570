using OrleansTwin.Twins.Calendars;
using OrleansTwin.Twins.Model;
using static OrleansTwin.Twins.Tests.Calendars.TestCalendars;

namespace OrleansTwin.Twins.Tests.Calendars;

public class ScheduleTests
{
    private const double TicksPerHour = TimeSpan.TicksPerHour;

    [Fact]
    public void No_calendar_is_busy_around_the_clock() =>
        Assert.Equal(new ScheduleSpan(0, long.MaxValue, PlanKind.Busy, null, 0), Schedule.SpanAt(null, 5));

    [Theory]
    [InlineData("2026-03-29T00:30Z", "2026-03-28T21:00Z", 7)]
    [InlineData("2026-10-25T00:30Z", "2026-10-24T20:00Z", 9)]
    [InlineData("2026-07-01T00:30Z", "2026-06-30T20:00Z", 8)]
    public void A_night_shift_lasts_as_long_as_the_clock_makes_it(string at, string start, int hours)
    {
        var span = Schedule.SpanAt(ThreeShifts(), Utc(at));

        Assert.Equal(("night", PlanKind.Busy), (span.ShiftName, span.Plan));
        Assert.Equal(Utc(start), span.StartTicks);
        Assert.Equal(Utc(start), span.ShiftStartTicks);
        Assert.Equal(hours, (span.EndTicks - span.StartTicks) / TicksPerHour);
    }

    [Theory]
    [InlineData("2026-03-29")]
    [InlineData("2026-10-25")]
    public void Shifts_that_meet_in_the_changing_hour_meet_once(string date)
    {
        var calendar = ThreeShifts() with
        {
            Shifts = [Shift("a", EveryDay, "02:30", "12:00"), Shift("b", EveryDay, "12:00", "02:30")],
        };
        var at = Utc(date + "T00:00Z") - (2 * TimeSpan.TicksPerDay);

        for (var end = at + (4 * TimeSpan.TicksPerDay); at < end;)
        {
            var span = Schedule.SpanAt(calendar, at);
            Assert.Equal(PlanKind.Busy, span.Plan);
            Assert.Equal(span, Schedule.SpanAt(calendar, span.EndTicks - 1));
            Assert.NotEqual(span.ShiftName, Schedule.SpanAt(calendar, span.EndTicks).ShiftName);
            at = span.EndTicks;
        }
    }

    [Fact]
    public void A_shift_past_midnight_belongs_to_the_day_it_starts_on()
    {
        var calendar = ThreeShifts(Weekdays) with { DaysOff = [new DateOnly(2026, 1, 8)] };

        Assert.Equal("night", Schedule.SpanAt(calendar, Utc("2026-01-08T04:59Z")).ShiftName);
        var off = Schedule.SpanAt(calendar, Utc("2026-01-08T23:00Z"));
        Assert.Equal(new ScheduleSpan(Utc("2026-01-08T05:00Z"), Utc("2026-01-09T05:00Z"), PlanKind.Off, null, 0), off);
        Assert.Equal("night", Schedule.SpanAt(calendar, Utc("2026-01-10T04:59Z")).ShiftName);
    }

    [Fact]
    public void A_weekend_is_one_span_and_so_are_long_holidays()
    {
        var calendar = ThreeShifts(Weekdays);
        var weekend = Schedule.SpanAt(calendar, Utc("2026-01-11T12:00Z"));
        Assert.Equal((Utc("2026-01-10T05:00Z"), Utc("2026-01-12T05:00Z")), (weekend.StartTicks, weekend.EndTicks));

        calendar = calendar with { DaysOff = [.. Enumerable.Range(0, 40).Select(i => new DateOnly(2026, 7, 1).AddDays(i))] };
        var holidays = Schedule.SpanAt(calendar, Utc("2026-07-20T12:00Z"));
        Assert.Equal((Utc("2026-07-01T04:00Z"), Utc("2026-08-10T04:00Z")), (holidays.StartTicks, holidays.EndTicks));
        Assert.Equal(holidays, Schedule.SpanAt(calendar, holidays.StartTicks));
        Assert.Equal(holidays, Schedule.SpanAt(calendar, holidays.EndTicks - 1));
    }

    [Fact]
    public void A_calendar_without_shifts_is_off_for_ever() =>
        Assert.Equal(
            new ScheduleSpan(0, long.MaxValue, PlanKind.Off, null, 0),
            Schedule.SpanAt(ThreeShifts() with { Shifts = [] }, Utc("2026-01-11T12:00Z")));

    [Fact]
    public void The_ends_of_time_have_a_plan_too()
    {
        var calendar = ThreeShifts() with { WeeklyStops = [Span("cleaning", EveryDay, "21:00", "23:00")] };
        foreach (var at in new[] { 0, 1, TimeSpan.TicksPerDay, DateTime.MaxValue.Ticks, long.MaxValue - 1 })
            Assert.True(Schedule.SpanAt(calendar, at).Holds(at), $"at {at}");
        Assert.Null(Shifts.LastBefore(calendar, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => Schedule.SpanAt(calendar, -1));
    }

    [Fact]
    public void A_break_is_off_within_its_shift_and_splits_it()
    {
        var shift = Shift("night", EveryDay, "22:00", "06:00", Span("meal", [DayOfWeek.Monday], "02:00", "02:30"));
        var cursor = new ScheduleCursor(ThreeShifts() with { Shifts = [shift] });

        var meal = cursor.SpanAt(Utc("2026-01-13T01:10Z"));
        Assert.Equal(
            new ScheduleSpan(Utc("2026-01-13T01:00Z"), Utc("2026-01-13T01:30Z"), PlanKind.Off, "night", Utc("2026-01-12T21:00Z")),
            meal);
        Assert.Equal(Utc("2026-01-13T05:00Z"), cursor.SpanAt(meal.EndTicks).EndTicks);
        Assert.Equal(PlanKind.Busy, cursor.SpanAt(Utc("2026-01-14T01:10Z")).Plan);
    }

    [Fact]
    public void A_break_in_the_changing_hour_keeps_its_length()
    {
        var shift = Shift("night", EveryDay, "22:00", "06:00", Span("meal", [], "02:30", "03:00"));
        var cursor = new ScheduleCursor(ThreeShifts() with { Shifts = [shift] });

        foreach (var (date, hour) in new[] { ("2026-03-29", "01:00"), ("2026-10-25", "00:30") })
        {
            var meal = cursor.SpanAt(Utc($"{date}T{hour}Z"));
            Assert.Equal((PlanKind.Off, 30 * TimeSpan.TicksPerMinute), (meal.Plan, meal.EndTicks - meal.StartTicks));
        }
    }

    [Fact]
    public void Planned_stops_count_inside_shifts_only_and_a_break_wins()
    {
        var calendar = ThreeShifts() with
        {
            Shifts = [Shift("day", EveryDay, "06:00", "14:00", Span("meal", [], "10:00", "10:30"))],
            WeeklyStops = [Span("cleaning", [DayOfWeek.Friday], "13:00", "15:00")],
            PlannedStops = [new PlannedStop("audit", new DateTime(2026, 1, 8, 9, 0, 0), new DateTime(2026, 1, 8, 11, 0, 0))],
        };
        var cursor = new ScheduleCursor(calendar);

        Assert.Equal(Utc("2026-01-09T13:00Z"), cursor.SpanAt(Utc("2026-01-09T12:30Z")).EndTicks);
        Assert.Equal(PlanKind.PlannedStop, cursor.SpanAt(Utc("2026-01-09T12:30Z")).Plan);
        Assert.Equal(PlanKind.Off, cursor.SpanAt(Utc("2026-01-09T13:30Z")).Plan);
        Assert.Equal(
            [PlanKind.Busy, PlanKind.PlannedStop, PlanKind.Off, PlanKind.PlannedStop, PlanKind.Busy],
            new[] { "07:59", "08:00", "09:00", "09:30", "10:00" }.Select(time => cursor.SpanAt(Utc($"2026-01-08T{time}Z")).Plan));
    }

    [Fact]
    public void Spans_leave_no_gap_and_a_cursor_answers_like_a_fresh_look()
    {
        var random = new Random(7);
        var calendar = ThreeShifts(Weekdays) with
        {
            DaysOff = [new DateOnly(2026, 3, 30)],
            WeeklyStops = [Span("cleaning", [DayOfWeek.Wednesday], "21:00", "23:00")],
        };
        var cursor = new ScheduleCursor(calendar);
        var start = Utc("2026-01-01T00:00Z");
        for (var i = 0; i < 2000; i++)
        {
            var at = start + (long)(random.NextDouble() * 366 * TimeSpan.TicksPerDay);
            var span = cursor.SpanAt(at);
            Assert.True(span.Holds(at));
            Assert.Equal(Schedule.SpanAt(calendar, at), span);
            Assert.Equal(span.EndTicks, cursor.SpanAt(span.EndTicks).StartTicks);
            Assert.Equal(span, cursor.SpanAt(span.StartTicks));
        }
    }
}
