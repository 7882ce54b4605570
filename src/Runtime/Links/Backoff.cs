namespace OrleansTwin.Runtime.Links;

/// <summary>How long to wait after failures in a row: twice as long each time.</summary>
internal static class Backoff
{
    /// <param name="attempts">Failures in a row, from 1.</param>
    /// <param name="min">The first wait.</param>
    /// <param name="max">The longest.</param>
    public static TimeSpan After(int attempts, TimeSpan min, TimeSpan max) =>
        TimeSpan.FromTicks((long)Math.Min(max.Ticks, min.Ticks * Math.Pow(2, Math.Min(attempts - 1, 30))));
}
