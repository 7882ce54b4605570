namespace OrleansTwin.Store.Codecs;

/// <summary>The widths of the aggregates that stand beside an hour's samples. Persisted numbers.</summary>
internal enum PyramidLevel
{
    TenMinutes = 0,

    /// <summary>An hour of a slow sensor has none: its samples themselves are as quickly read.</summary>
    TenSeconds = 1,
}

internal static class PyramidLevels
{
    public static long WidthTicks(this PyramidLevel level) => level == PyramidLevel.TenMinutes
        ? 10 * TimeSpan.TicksPerMinute
        : 10 * TimeSpan.TicksPerSecond;
}
