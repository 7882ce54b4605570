using OrleansTwin.Twins.Calendars;
using OrleansTwin.Twins.Elements;

namespace OrleansTwin.Twins.Energy;

/// <summary>
/// Energy used in one region within one calendar year: what one emission factor can apply to. <paramref name="Region"/> is null
/// where none was named.
/// </summary>
public sealed record CarbonPeriod(string? Region, int Year, TimeWindow Interval, ElementVector Elements)
{
    /// <summary>
    /// Cuts a window where the years change on the wall clock of a time zone; sum the elements of each part for its period.
    /// </summary>
    public static IEnumerable<(int Year, TimeWindow Interval)> Years(TimeWindow window, TimeZoneInfo zone)
    {
        for (var from = window.FromTicks; from < window.ToTicks;)
        {
            var year = LocalClock.ToLocal(zone, from).Year;
            var next = year < 9999 ? LocalClock.ToUtcTicks(zone, new DateTime(year + 1, 1, 1)) : long.MaxValue;
            var to = Math.Min(window.ToTicks, next);
            yield return (year, new TimeWindow(from, to));
            from = to;
        }
    }
}
