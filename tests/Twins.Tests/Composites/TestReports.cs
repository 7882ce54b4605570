using OrleansTwin.Twins.Composites;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Machines;
using OrleansTwin.Twins.Reports;
using OrleansTwin.Twins.Tests.Kpis;

namespace OrleansTwin.Twins.Tests.Composites;

internal static class TestReports
{
    private static readonly long Start = new DateTime(2026, 1, 5, 6, 0, 0, DateTimeKind.Utc).Ticks;

    /// <summary>The start of a minute's bucket.</summary>
    public static long At(int minute) => Start + (minute * TimeSpan.TicksPerMinute);

    public static ElementSlice Slice(int minute, in ElementVector elements, string? product = null) =>
        new(new SliceKey(At(minute), product, null), elements);

    /// <summary>A report of so many seconds of production.</summary>
    public static BucketReport Report(string twinId, int minute, long version, int seconds, bool settled = true)
    {
        var elements = default(ElementVector);
        elements[Element.ActualProductionTime] = elements[Element.PlannedBusyTime] = seconds * TimeSpan.TicksPerSecond;
        return new BucketReport(twinId, ReportPart.Own, At(minute), version, settled, [Slice(minute, elements)], []);
    }

    public static BucketReport Random(Random random, long version)
    {
        var minute = random.Next(4);
        var slices = Enumerable.Range(0, random.Next(3)).Select(
            product => Slice(minute - random.Next(2), TestElements.Valid(random), product == 0 ? null : $"product-{product}"));
        var twinId = $"line/{(char)('a' + random.Next(3))}";
        return new BucketReport(
            twinId, (ReportPart)random.Next(2), At(minute), version, random.Next(2) == 0, [.. slices], []);
    }

    /// <summary>Hands a report to a composite and takes what it then reports of the same bucket.</summary>
    public static Answer Apply(this CompositeTwin twin, int child, BucketReport report)
    {
        var answer = twin.Apply(child, report.Lend());
        var own = twin.TryTakeReport(out var view) ? view.ToReport() : null;
        Assert.Equal(answer.IsChanged, own is not null);
        Assert.False(twin.TryTakeReport(out _));
        return new Answer(own, answer.RecomposeBucketTicks);
    }

    public static ElementSlice[] Sum(IEnumerable<BucketReport> reports)
    {
        var sums = new SliceSums();
        foreach (var report in reports)
            sums.Add(report.Slices);
        return sums.ToSlices();
    }

    public static long ProducingSeconds(BucketReport? report) =>
        Assert.IsType<BucketReport>(
            report).Slices.Sum(slice => slice.Elements[Element.ActualProductionTime]) / TimeSpan.TicksPerSecond;

    public static LiveReport Live(long version, long powerMilliwatts, TimeClass timeClass, long newestTicks)
    {
        var report = new LiveReport
        {
            Version = version, PowerMilliwatts = powerMilliwatts, NewestSourceTicks = newestTicks, ActiveAlarms = 1,
        };
        report.Machines[timeClass] = 1;
        return report;
    }
}

/// <summary>What a composite came to by one report.</summary>
internal sealed record Answer(BucketReport? Report, long? RecomposeBucketTicks)
{
    public bool IsIgnored => Report is null && RecomposeBucketTicks is null;
}
