namespace OrleansTwin.Runtime.Engine;

/// <summary>
/// The host's clock as an input: a journaled tick every few seconds, so that machines whose sources have gone quiet are settled
/// too, and a replay settles them at the same point. A line that an Edge forwards goes by the Edge's clock, which comes with its
/// samples: cut off, it stays as it was, and what comes afterwards is not late.
/// </summary>
internal static class ClockTicks
{
    /// <summary>Name under which the clock stands in the journal.</summary>
    public const string Name = "$clock";

    /// <summary>
    /// Behind a line's path: the clock of the Edge that the line's samples come from. It stands where a machine's sensor would,
    /// so that it goes the way of the line's samples.
    /// </summary>
    private const string OfLine = "/$edge/clock";

    /// <summary>Value of the first tick of a process: it did not listen before. That of all others is 0.</summary>
    public const double Begin = 1;

    public static string NameOf(string lineId) => lineId + OfLine;

    /// <summary>The line whose clock has this name; null: it is no line's clock.</summary>
    public static string? LineOf(string name) => name.EndsWith(OfLine, StringComparison.Ordinal) ? name[..^OfLine.Length] : null;

    public static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    /// <summary>A machine without a sample for this long is advanced by the clock.</summary>
    public const long QuietTicks = 4 * TimeSpan.TicksPerSecond;

    /// <summary>How far behind the clock such a machine is settled.</summary>
    public const long LagTicks = 4 * TimeSpan.TicksPerSecond;
}
