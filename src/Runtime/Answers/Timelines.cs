using OrleansTwin.Api.Hosting;
using OrleansTwin.Twins.Machines;
using OrleansTwin.Twins.Reports;

namespace OrleansTwin.Runtime.Answers;

/// <summary>From the events of a machine's buckets to intervals: equal neighbours are joined across buckets.</summary>
internal static class Timelines
{
    /// <param name="reports">The machine's own reports of the window, in order of time.</param>
    /// <param name="causes">The line's reports of why the machine waited, in order of time.</param>
    /// <param name="fromTicks">Start of the window.</param>
    /// <param name="toTicks">End of the window.</param>
    public static List<TimelineInterval> Of(
        IEnumerable<BucketReport> reports, IEnumerable<BucketReport> causes, long fromTicks, long toTicks)
    {
        var intervals = Join(reports, fromTicks, toTicks);
        MarkBreakdowns(intervals);
        return TellCauses(intervals, [.. causes.SelectMany(report => report.Events)]);
    }

    private static List<TimelineInterval> Join(IEnumerable<BucketReport> reports, long fromTicks, long toTicks)
    {
        var intervals = new List<TimelineInterval>();
        MachineEvent? open = null;
        var isProvisional = false;
        foreach (var report in reports)
        {
            foreach (var next in report.Events)
            {
                if (next.Kind != MachineEventKind.Segment)
                    continue;
                if (open is { } before)
                    Add(intervals, before, Math.Max(fromTicks, before.AtTicks), Math.Min(toTicks, next.AtTicks), isProvisional);
                (open, isProvisional) = (next, !report.IsSettled);
            }
        }

        if (open is { } last)
            Add(intervals, last, Math.Max(fromTicks, last.AtTicks), toTicks, isProvisional);
        return intervals;
    }

    /// <summary>Cuts waiting where its cause changes, and names the cause.</summary>
    private static List<TimelineInterval> TellCauses(List<TimelineInterval> intervals, List<MachineEvent> causes)
    {
        var told = new List<TimelineInterval>(intervals.Count);
        var next = 0;
        var cause = TimeClass.Waiting;
        foreach (var interval in intervals)
        {
            var rest = interval;
            while (next < causes.Count && causes[next].AtTicks < interval.To.UtcTicks)
            {
                if (interval.Class == TimeClass.Waiting && causes[next].AtTicks > rest.From.UtcTicks)
                {
                    told.Add(rest with { To = Times.Of(causes[next].AtTicks), Class = cause });
                    rest = rest with { From = Times.Of(causes[next].AtTicks) };
                }

                cause = causes[next++].Class;
            }

            told.Add(interval.Class == TimeClass.Waiting ? rest with { Class = cause } : interval);
        }

        return told;
    }

    private static void Add(
        List<TimelineInterval> intervals, in MachineEvent item, long fromTicks, long toTicks, bool isProvisional)
    {
        if (toTicks <= fromTicks)
            return;
        var interval = new TimelineInterval(
            Times.Of(fromTicks),
            Times.Of(toTicks),
            item.State.State,
            item.State.Reason,
            item.Class,
            item.State.Label,
            item.Product,
            item.Order,
            isProvisional);
        if (intervals.Count > 0 && IsSame(intervals[^1], interval))
            intervals[^1] = intervals[^1] with { To = interval.To, IsProvisional = intervals[^1].IsProvisional || isProvisional };
        else
            intervals.Add(interval);
    }

    private static bool IsSame(TimelineInterval a, TimelineInterval b) =>
        a with { From = b.From, To = b.To, IsProvisional = b.IsProvisional } == b && a.To == b.From;

    /// <summary>
    /// An interruption is told as a breakdown from its beginning, though it was known to be one only at the threshold.
    /// </summary>
    private static void MarkBreakdowns(List<TimelineInterval> intervals)
    {
        for (var i = intervals.Count - 2; i >= 0; i--)
        {
            if (intervals[i].Class == TimeClass.MinorStop && intervals[i + 1].Class == TimeClass.Breakdown
                && intervals[i].To == intervals[i + 1].From)
                intervals[i] = intervals[i] with { Class = TimeClass.Breakdown };
        }

        for (var i = intervals.Count - 1; i > 0; i--)
        {
            if (IsSame(intervals[i - 1], intervals[i]))
            {
                intervals[i - 1] = intervals[i - 1] with { To = intervals[i].To };
                intervals.RemoveAt(i);
            }
        }
    }
}
