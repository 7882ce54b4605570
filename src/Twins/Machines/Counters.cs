namespace OrleansTwin.Twins.Machines;

/// <summary>Differences of running counts that wrap or are reset.</summary>
internal static class Counters
{
    /// <summary>
    /// What was counted between two readings. A count that fell has wrapped if the way round is shorter than half its range;
    /// otherwise it was reset and has counted up from 0 since. <paramref name="wrapAt"/> 0: it never wraps.
    /// </summary>
    public static double Difference(double last, double next, double wrapAt) =>
        next >= last ? next - last
        : HasWrapped(last, next, wrapAt) ? next + wrapAt - last
        : next;

    public static bool IsReset(double last, double next, double wrapAt) => next < last && !HasWrapped(last, next, wrapAt);

    private static bool HasWrapped(double last, double next, double wrapAt) =>
        wrapAt > 0 && last < wrapAt && next + wrapAt - last <= wrapAt / 2;
}
