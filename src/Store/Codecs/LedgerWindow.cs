using OrleansTwin.Twins.Elements;

namespace OrleansTwin.Store.Codecs;

/// <summary>
/// A stretch of a window that is summed at one level: from days where whole days fit, then hours, then minutes at its edges.
/// </summary>
internal readonly record struct WindowPart(LedgerLevel Level, long FromTicks, long ToTicks);

/// <summary>Persisted numbers, but for <see cref="Minute"/>.</summary>
internal enum LedgerLevel
{
    Minute = 0,
    Hour = 1,
    Day = 2,
}

/// <summary>Cuts windows: a year becomes its days, less than two days of hours and less than two hours of minutes.</summary>
internal static class LedgerWindow
{
    public static long WidthTicks(LedgerLevel level) => level switch
    {
        LedgerLevel.Day => TimeSpan.TicksPerDay,
        LedgerLevel.Hour => TimeSpan.TicksPerHour,
        _ => Buckets.WidthTicks,
    };

    public static long StartOf(LedgerLevel level, long ticks) => ticks - (ticks % WidthTicks(level));

    public static List<WindowPart> Cut(long fromTicks, long toTicks)
    {
        List<WindowPart> parts = [];
        Cut(LedgerLevel.Day, fromTicks, toTicks, parts);
        return parts;
    }

    private static void Cut(LedgerLevel level, long fromTicks, long toTicks, List<WindowPart> parts)
    {
        if (fromTicks >= toTicks)
            return;
        if (level == LedgerLevel.Minute)
        {
            parts.Add(new WindowPart(level, fromTicks, toTicks));
            return;
        }

        var first = StartOf(level, fromTicks + WidthTicks(level) - 1);
        var end = StartOf(level, toTicks);
        if (first >= end)
        {
            Cut(level - 1, fromTicks, toTicks, parts);
            return;
        }

        Cut(level - 1, fromTicks, first, parts);
        parts.Add(new WindowPart(level, first, end));
        Cut(level - 1, end, toTicks, parts);
    }
}
