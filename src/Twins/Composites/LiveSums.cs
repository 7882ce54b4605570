using OrleansTwin.Twins.Reports;

namespace OrleansTwin.Twins.Composites;

/// <summary>Sums of live reports; the newest source time is no sum and is kept apart.</summary>
internal static class LiveSums
{
    public static void Add(ref LiveReport sum, in LiveReport report, int sign)
    {
        sum.PowerMilliwatts += sign * report.PowerMilliwatts;
        sum.ActiveAlarms += sign * report.ActiveAlarms;
        Span<int> counts = sum.Machines;
        ReadOnlySpan<int> other = report.Machines;
        for (var i = 0; i < counts.Length; i++)
            counts[i] += sign * other[i];
    }

    public static long Newest(ReadOnlySpan<LiveReport> reports)
    {
        var newest = 0L;
        foreach (ref readonly var report in reports)
            newest = Math.Max(newest, report.NewestSourceTicks);
        return newest;
    }
}
