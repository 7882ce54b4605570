namespace OrleansTwin.Twins.Machines;

/// <summary>
/// An own interruption: open from its beginning to the machine's return to work, running while the plan wants the machine. A
/// breakdown that lasts over a break or a night pauses and goes on as the same failure; a minor stop ends there.
/// </summary>
/// <param name="StartTicks">When it began, or went on after a pause; 0: not running.</param>
/// <param name="IsBreakdown">It outlasted the micro-stop threshold, or the source called it a breakdown.</param>
/// <param name="DownTicks">Planned busy time lost to it so far (breakdowns).</param>
internal readonly record struct Interruption(long StartTicks, bool IsBreakdown, long DownTicks)
{
    public bool IsRunning => StartTicks > 0;

    public bool IsOpen => IsRunning || IsBreakdown;

    /// <summary>The first moment at which it has lasted longer than the threshold; <see cref="long.MaxValue"/>: never.</summary>
    public long OutlastsTicks(long microStopTicks) =>
        IsRunning && !IsBreakdown ? StartTicks + microStopTicks + 1 : long.MaxValue;
}
