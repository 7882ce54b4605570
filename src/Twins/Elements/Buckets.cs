namespace OrleansTwin.Twins.Elements;

/// <summary>
/// Time buckets are whole UTC minutes; shifts, breaks and planned stops begin and end on whole minutes, so they are sums of
/// buckets.
/// </summary>
public static class Buckets
{
    public const long WidthTicks = TimeSpan.TicksPerMinute;

    /// <summary>
    /// How far behind the bucket that is folded a correction may lie. What belongs further back (the energy of a counter that was
    /// silent for longer) counts in the oldest bucket that may still be corrected.
    /// </summary>
    public const long LookBackTicks = 2 * TimeSpan.TicksPerHour;

    /// <summary>The start of the bucket that holds <paramref name="atTicks"/>.</summary>
    public static long StartOf(long atTicks) => atTicks - (atTicks % WidthTicks);
}
