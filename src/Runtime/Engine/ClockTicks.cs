namespace OrleansTwin.Runtime.Engine;

/// <summary>
/// The host's clock as an input: a journaled tick every few seconds, so that machines whose sources have gone quiet are settled
/// too, and a replay settles them at the same point.
/// </summary>
internal static class ClockTicks
{
    /// <summary>Name under which the clock stands in the journal.</summary>
    public const string Name = "$clock";

    public static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    /// <summary>A machine without a sample for this long is advanced by the clock.</summary>
    public const long QuietTicks = 4 * TimeSpan.TicksPerSecond;

    /// <summary>How far behind the clock such a machine is settled.</summary>
    public const long LagTicks = 4 * TimeSpan.TicksPerSecond;
}
