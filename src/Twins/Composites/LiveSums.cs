using OrleansTwin.Twins.Reports;

namespace OrleansTwin.Twins.Composites;

/// <summary>Sums of live reports; the newest source time is no sum and is kept apart.</summary>
internal static class LiveSums
{
    public static void Add(ref LiveReport sum, in LiveReport report) => Replace(ref sum, default, report);

    /// <summary>Takes a child's last report off a sum and adds its new one.</summary>
    public static void Replace(ref LiveReport sum, in LiveReport last, in LiveReport now)
    {
        sum.PowerMilliwatts += now.PowerMilliwatts - last.PowerMilliwatts;
        sum.ActiveAlarms += now.ActiveAlarms - last.ActiveAlarms;
        Span<int> counts = sum.Machines;
        ReadOnlySpan<int> before = last.Machines;
        ReadOnlySpan<int> after = now.Machines;
        for (var i = 0; i < ClassCounts.Length; i++)
            counts[i] += after[i] - before[i];
    }

    public static long Newest(ReadOnlySpan<LiveReport> reports)
    {
        var newest = 0L;
        foreach (ref readonly var report in reports)
            newest = Math.Max(newest, report.NewestSourceTicks);
        return newest;
    }
}
