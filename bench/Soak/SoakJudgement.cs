using OrleansTwin.Bench.Harness;

namespace OrleansTwin.Bench.Soak;

/// <summary>
/// What the readings say. Growth is the slope of a straight line through the values after the warm-up (Theil and Sen: the median
/// of the slopes between all pairs, which a few outliers don't move), as what that line gains over the rest of the run.
/// </summary>
internal static class SoakJudgement
{
    public static IReadOnlyList<Figure> Of(IReadOnlyList<SoakReading> readings, SoakOptions options)
    {
        var settled = readings.Where(reading => reading.AtS >= options.WarmUp.TotalSeconds).ToList();
        if (settled.Count < 3)
            return [];
        var (first, last) = (settled[0], settled[^1]);
        var seconds = last.AtS - first.AtS;
        return
        [
            new("resident memory grows by", Growth(settled, reading => reading.ResidentMb), "MB"),
            new("handles grow by", Growth(settled, reading => reading.Handles), "1"),
            new("managed heap grows by", Growth(settled, reading => reading.HeapMb), "MB"),
            new("resident memory, at most", readings.Max(reading => reading.ResidentMb), "MB"),
            new("queued messages, at most", settled.Max(reading => reading.QueueMessages), "messages"),
            new("behind the publisher at the end", last.Published - last.Committed, "messages"),
            new("refused values", last.Rejected, "values"),
            new("committed", (last.Committed - first.Committed) / seconds, "samples/s"),
            new("our process", settled.Average(reading => reading.CpuPercent), "% of a core"),
        ];
    }

    private static double Growth(List<SoakReading> readings, Func<SoakReading, double> value)
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
        return slopes[slopes.Count / 2] * (taken[^1].AtS - taken[0].AtS);
    }
}
