using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Twins.Calendars;

/// <summary>
/// Names for windows, in the calendar's time zone (UTC without a calendar). A running unit ends now; a past one is whole. Weeks
/// begin on Monday (ISO 8601). A length such as <c>90m</c>, <c>8h</c>, <c>7d</c> or <c>2w</c> reaches back from now and begins on
/// a whole minute.
/// </summary>
public static class Windows
{
    public const string Names =
        "shift, lastShift, hour, lastHour, day, yesterday, week, lastWeek, month, lastMonth, year, lastYear, "
        + "or a length such as 90m, 8h, 7d, 2w";

    /// <summary>The longest length that may be asked for.</summary>
    public const int LengthDaysMax = 3660;

    /// <summary>
    /// Resolves a name; where that can't be done, <paramref name="error"/> says what was found and what was expected.
    /// </summary>
    public static bool TryResolve(
        string text, ShiftCalendar? calendar, long nowTicks, out TimeWindow window, [NotNullWhen(false)] out string? error)
    {
        var found = Named(text, calendar, nowTicks) ?? Length(text, nowTicks);
        window = found.GetValueOrDefault();
        error = found is null ? Explain(text, calendar) : null;
        return found is not null;
    }

    private static TimeWindow? Named(string text, ShiftCalendar? calendar, long nowTicks)
    {
        var zone = calendar?.TimeZone ?? TimeZoneInfo.Utc;
        var local = LocalClock.ToLocal(zone, nowTicks);
        var day = local.Date;
        var week = day.AddDays(-(((int)day.DayOfWeek + 6) % 7));
        var month = day.AddDays(1 - day.Day);
        var year = day.AddDays(1 - day.DayOfYear);
        return text.ToUpperInvariant() switch
        {
            "SHIFT" => Shifts.CurrentAt(calendar, nowTicks) is { } now ? new(now.StartTicks, nowTicks) : null,
            "LASTSHIFT" => Shifts.LastBefore(calendar, nowTicks) is { } last ? new(last.StartTicks, last.EndTicks) : null,
            "HOUR" => new TimeWindow(HourStart(nowTicks, local), nowTicks),
            "LASTHOUR" => LastHour(HourStart(nowTicks, local)),
            "DAY" or "TODAY" => Since(zone, day, nowTicks),
            "YESTERDAY" => Whole(zone, day.AddDays(-1), day),
            "WEEK" => Since(zone, week, nowTicks),
            "LASTWEEK" => Whole(zone, week.AddDays(-7), week),
            "MONTH" => Since(zone, month, nowTicks),
            "LASTMONTH" => Whole(zone, month.AddMonths(-1), month),
            "YEAR" => Since(zone, year, nowTicks),
            "LASTYEAR" => Whole(zone, year.AddYears(-1), year),
            _ => null,
        };
    }

    private static TimeWindow? Length(string text, long nowTicks)
    {
        if (text.Length < 2 || !int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            return null;
        var minutes = (long)count * MinutesPer(text[^1]);
        if (minutes is <= 0 or > LengthDaysMax * 24L * 60)
            return null;
        return new TimeWindow(Buckets.StartOf(Math.Max(0, nowTicks - (minutes * TimeSpan.TicksPerMinute))), nowTicks);
    }

    private static int MinutesPer(char unit) =>
        unit switch { 'm' => 1, 'h' => 60, 'd' => 24 * 60, 'w' => 7 * 24 * 60, _ => 0 };

    private static long HourStart(long nowTicks, DateTime local) => nowTicks - (local.TimeOfDay.Ticks % TimeSpan.TicksPerHour);

    private static TimeWindow LastHour(long hourStart) => new(hourStart - TimeSpan.TicksPerHour, hourStart);

    private static TimeWindow Since(TimeZoneInfo zone, DateTime local, long nowTicks) =>
        new(LocalClock.ToUtcTicks(zone, local), nowTicks);

    private static TimeWindow Whole(TimeZoneInfo zone, DateTime from, DateTime to) =>
        new(LocalClock.ToUtcTicks(zone, from), LocalClock.ToUtcTicks(zone, to));

    private static string Explain(string text, ShiftCalendar? calendar)
    {
        if (!text.EndsWith("shift", StringComparison.OrdinalIgnoreCase))
            return $"Window '{text}' is not known; expected {Names} (at most {LengthDaysMax} days).";
        return calendar is null
            ? $"Window '{text}' needs a shift calendar, and this asset has none; give it one, or ask for another window."
            : $"No shift of calendar '{calendar.Id}' fits window '{text}' at this time; ask for lastShift or another window.";
    }
}
