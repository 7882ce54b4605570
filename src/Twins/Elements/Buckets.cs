namespace OrleansTwin.Twins.Elements;

/// <summary>Time buckets are whole UTC minutes; shifts, breaks and planned stops begin and end on whole minutes, so they are sums of buckets.</summary>
public static class Buckets
{
    public const long WidthTicks = TimeSpan.TicksPerMinute;

    /// <summary>The start of the bucket that holds <paramref name="atTicks"/>.</summary>
    public static long StartOf(long atTicks) => atTicks - (atTicks % WidthTicks);
}
