namespace OrleansTwin.Twins.Simulation;

/// <summary>
/// Everything happens at whole milliseconds, so that a time stamp survives every payload format exactly and "just before" is
/// one millisecond before.
/// </summary>
internal static class Resolution
{
    public const long Ticks = TimeSpan.TicksPerMillisecond;

    /// <summary>The nearest whole millisecond, at least one.</summary>
    public static long Round(double ticks) => Math.Max(1, (long)Math.Round(ticks / Ticks)) * Ticks;

    public static long Floor(long ticks) => ticks - (ticks % Ticks);
}
