using OrleansTwin.Bench.Harness;
using OrleansTwin.Bench.History;

namespace OrleansTwin.Bench.Benchmarks;

/// <summary>What history costs: bytes of a sample, samples written a second, a month drawn.</summary>
internal sealed class HistoryBenchmark : IBenchmark
{
    private const int Sensors = 1000;

    public string Name => "history";

    public string Measures =>
        "bytes a sample of recorded and simulated signals, samples a second from buffer to settled hours, a month at 10 Hz drawn";

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken cancellation)
    {
        var figures = new List<Figure>();
        if (RecordedSignals.TryRead() is { } recorded)
            await SizesAsync(figures, "CNC signals", await recorded);
        await SizesAsync(figures, "simulated 10 Hz signals", SimulatedSignals.Make(sensors: 20, samples: 40_000));
        await WritesAsync(figures);
        await MonthAsync(figures);
        return figures;
    }

    private static async Task SizesAsync(List<Figure> figures, string name, IReadOnlyList<Signal> signals)
    {
        var samples = signals.Sum(signal => signal.Samples.Length);
        await using var store = await ScratchStore.OpenAsync();
        await store.WriteAsync(signals, samplesPerCheckpoint: 200_000);
        var rows = PlainRows.Bytes(signals) / (double)samples;
        var chunks = store.ChunkBytes() / (double)samples;
        figures.Add(new Figure(name, chunks, "B/sample") { Baseline = new("rows in SQLite", rows) });
        figures.Add(new Figure($"{name}, with aggregates, rows and pages", store.FileBytes() / (double)samples, "B/sample")
        {
            Baseline = new("Deflate of the doubles", PlainRows.DeflatedBytes(signals) / (double)samples),
        });
    }

    private static async Task WritesAsync(List<Figure> figures)
    {
        var signals = SimulatedSignals.Make(Sensors, samples: 8_000);
        var samples = signals.Sum(signal => signal.Samples.Length);
        double best = 0, bestOfProcessor = 0;
        for (var run = 0; run < 3; run++)
        {
            await using var store = await ScratchStore.OpenAsync();
            var processor = Environment.CpuUsage.TotalTime;
            var seconds = await store.WriteAsync(signals, samplesPerCheckpoint: 500_000);
            best = Math.Max(best, samples / seconds);
            bestOfProcessor = Math.Max(bestOfProcessor, samples / (Environment.CpuUsage.TotalTime - processor).TotalSeconds);
        }

        var some = signals.Take(Sensors / 20).ToList();
        var rows = some.Sum(signal => signal.Samples.Length) / PlainRows.WriteSeconds(some);
        figures.Add(new Figure("writes", best, "samples/s") { Baseline = new("rows in SQLite", rows) });
        figures.Add(new Figure("writes, in a second of processor time", bestOfProcessor, "samples/s"));
    }

    private static async Task MonthAsync(List<Figure> figures)
    {
        await using var store = await ScratchStore.OpenAsync();
        var month = SimulatedSignals.Make(sensors: 1, samples: 30 * 24 * 36_000);
        await store.WriteAsync(month, samplesPerCheckpoint: 500_000);
        var best = double.MaxValue;
        for (var run = 0; run < 5; run++)
            best = Math.Min(best, await store.DrawMsAsync(month[0], points: 2000));
        var first = await store.DrawReopenedMsAsync(month[0], points: 2000);
        figures.Add(new Figure("a month at 2,000 points", best, "ms")
        {
            Baseline = new("decoding every sample", await store.DecodeMsAsync(month[0])),
        });
        figures.Add(new Figure("a month at 2,000 points, first read after a start", first, "ms"));
    }
}
