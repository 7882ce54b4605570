using OrleansTwin.Bench.Harness;

namespace OrleansTwin.Bench.Soak;

/// <summary>
/// What the readings say. Growth is the slope of a straight line through the values after the warm-up (Theil and Sen: the median
/// of the slopes between all pairs, which a few outliers don't move). Resident memory may grow by so many megabytes in an hour; a
/// run that watches for less than an hour may gain as many in its time, since that much comes and goes with collections.
/// </summary>
internal static class SoakJudgement
{
    private const double ResidentGainMaxMb = 32;

    public static IReadOnlyList<Figure> Of(IReadOnlyList<SoakReading> readings, SoakOptions options)
    {
        var settled = readings.Where(reading => reading.AtS >= options.WarmUp.TotalSeconds).ToList();
        if (settled.Count < 3)
            return [];
        var (first, last) = (settled[0], settled[^1]);
        var seconds = last.AtS - first.AtS;
        var hours = seconds / 3600;
        var slope = SlopePerS(settled, reading => reading.ResidentMb) * 3600;
        var tolerance = ResidentGainMaxMb / Math.Min(1, hours);
        return
        [
            new("resident memory, slope beyond its tolerance", Math.Max(0, slope - tolerance), "MB/h"),
            new("resident memory, slope", slope, "MB/h"),
            new("tolerance of that slope", tolerance, "MB/h"),
            new("resident memory grows by", slope * hours, "MB"),
            new("handles grow by", SlopePerS(settled, reading => reading.Handles) * seconds, "1"),
            new("managed heap, slope", SlopePerS(settled, reading => reading.HeapMb) * 3600, "MB/h"),
            new("resident memory, at most", readings.Max(reading => reading.ResidentMb), "MB"),
            new("queued messages, at most", settled.Max(reading => reading.QueueMessages), "messages"),
            new("behind the publisher at the end", last.Published - last.Committed, "messages"),
            new("refused values", last.Rejected, "values"),
            new("committed", (last.Committed - first.Committed) / seconds, "samples/s"),
            new("our process", settled.Average(reading => reading.CpuPercent), "% of a core"),
        ];
    }

    private static double SlopePerS(List<SoakReading> readings, Func<SoakReading, double> value)
    {
        // A thousand readings make half a million pairs; more of them tell nothing more.
        var step = Math.Max(1, readings.Count / 1000);
        var taken = readings.Where((_, i) => i % step == 0).ToList();
        var slopes = new List<double>();
        for (var a = 0; a < taken.Count; a++)
        {
            for (var b = a + 1; b < taken.Count; b++)
                slopes.Add((value(taken[b]) - value(taken[a])) / (taken[b].AtS - taken[a].AtS));
        }

        slopes.Sort();
        return slopes[slopes.Count / 2];
    }
}
