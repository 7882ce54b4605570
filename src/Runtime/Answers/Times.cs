namespace OrleansTwin.Runtime.Answers;

/// <summary>Ticks of the core as times of the API.</summary>
internal static class Times
{
    public static DateTimeOffset Of(long utcTicks) => new(utcTicks, TimeSpan.Zero);

    /// <summary>Null for 0: never.</summary>
    public static DateTimeOffset? OrNull(long utcTicks) => utcTicks <= 0 ? null : Of(utcTicks);

    public static double Seconds(long ticks) => ticks / (double)TimeSpan.TicksPerSecond;
}
