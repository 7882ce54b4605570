namespace OrleansTwin.Twins.Calendars;

/// <summary>
/// Takes local wall-clock times to UTC ticks by one rule: the first moment at which the wall clock shows that time or a later
/// one. So a time inside the spring gap is the moment of the change, and a time inside the autumn overlap is its first
/// occurrence; neighbouring shifts that meet at such a time meet exactly once.
/// </summary>
internal static class LocalClock
{
    private static readonly DateOnly First = DateOnly.MinValue.AddDays(3);
    private static readonly DateOnly Last = DateOnly.MaxValue.AddDays(-3);

    public static long ToUtcTicks(TimeZoneInfo zone, DateTime local)
    {
        var before = OffsetTicks(zone, local.Ticks - TimeSpan.TicksPerDay);
        var after = OffsetTicks(zone, local.Ticks + TimeSpan.TicksPerDay);
        var first = local.Ticks - Math.Max(before, after);
        if (OffsetTicks(zone, first) == Math.Max(before, after))
            return first;
        var last = local.Ticks - Math.Min(before, after);
        return OffsetTicks(zone, last - 1) == Math.Min(before, after) ? last : ChangeBetween(zone, first, last, after);
    }

    /// <summary>The wall clock at a moment.</summary>
    public static DateTime ToLocal(TimeZoneInfo zone, long utcTicks) =>
        new(ClampedTicks(ClampedTicks(utcTicks) + OffsetTicks(zone, utcTicks)));

    /// <summary>
    /// The day on the wall clock, kept some days away from the ends of time so that its neighbours can be asked for too.
    /// </summary>
    public static DateOnly DateAt(TimeZoneInfo zone, long utcTicks)
    {
        var day = DateOnly.FromDateTime(ToLocal(zone, utcTicks));
        return day < First ? First : day > Last ? Last : day;
    }

    /// <summary>Whether the day after (+1) or before (−1) can be asked for.</summary>
    public static bool HasNext(DateOnly day, int step) => step < 0 ? day > First : day < Last;

    private static long OffsetTicks(TimeZoneInfo zone, long utcTicks) =>
        zone.GetUtcOffset(new DateTime(ClampedTicks(utcTicks), DateTimeKind.Utc)).Ticks;

    private static long ClampedTicks(long ticks) => Math.Clamp(ticks, 0, DateTime.MaxValue.Ticks);

    private static long ChangeBetween(TimeZoneInfo zone, long low, long high, long offsetAfter)
    {
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (OffsetTicks(zone, middle) == offsetAfter)
                high = middle;
            else
                low = middle + 1;
        }
        return low;
    }
}
