using OrleansTwin.Bench.Harness;

namespace OrleansTwin.Bench.Benchmarks.Folding;

/// <summary>
/// Folding in process, nothing else: no decoding, no store. Every sample moves its sensor, its machine, its line and the plant.
/// </summary>
internal sealed class FoldBenchmark : IBenchmark
{
    public string Name => "fold";

    public string Measures =>
        "samples folded through sensor, machine, line and plant twin, 10,000 sensors in 20 lines, two threads; beside them stores"
        + " of latest, minimum, maximum and sum alone: a dictionary with a lock per sensor, a channel with its reader per sensor";

    public Task<IReadOnlyList<Figure>> RunAsync(CancellationToken cancellation)
    {
        using var single = new FoldRun(FoldRun.SingleSamples, new TwinFold(FoldRun.SingleSamples));
        using var runs = new FoldRun(FoldRun.RunsOf100, new TwinFold(FoldRun.RunsOf100));
        using var lockedSingle = new FoldRun(FoldRun.SingleSamples, new LockPerSensor());
        using var lockedRuns = new FoldRun(FoldRun.RunsOf100, new LockPerSensor());
        using var actors = new FoldRun(FoldRun.SingleSamples, new ChannelPerSensor());
        var (one, many) = (single.Measure(), runs.Measure());
        var (oneMinutes, manyMinutes) = (single.MeasureMinutes(), runs.MeasureMinutes());
        return Task.FromResult<IReadOnlyList<Figure>>(
        [
            new("one sample per call", one.BestPerSecond, "samples/s")
            {
                Baseline = new Baseline("a lock per sensor", lockedSingle.Measure().BestPerSecond),
            },
            new("one sample per call, median run", one.MedianPerSecond, "samples/s")
            {
                Baseline = new Baseline("a channel per sensor", actors.Measure().MedianPerSecond),
            },
            new("runs of 100", many.BestPerSecond, "samples/s")
            {
                Baseline = new Baseline("a lock per sensor", lockedRuns.Measure().BestPerSecond),
            },
            new("runs of 100, median run", many.MedianPerSecond, "samples/s"),
            new("allocated", Math.Max(one.BytesPerOperation, many.BytesPerOperation), "B/sample"),
            new("allocated, with a minute's closings", oneMinutes.Bytes, "B/sample"),
            new("processor time, one sample per call", oneMinutes.ProcessorNs, "ns/sample"),
            new("processor time, runs of 100", manyMinutes.ProcessorNs, "ns/sample"),
        ]);
    }
}
