using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansTwin.Bench.Harness;
using OrleansTwin.Runtime.Engine;
using OrleansTwin.Ingest.Pipeline;
using OrleansTwin.Store.Sqlite;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Bench.Benchmarks.Folding;

/// <summary>
/// What late samples cost. The signals of 200 machines go through the Edge's engine over a database, once in order, once with
/// every fiftieth sample up to a minute late: its minute is folded again from history.
/// </summary>
internal sealed class LateBenchmark : IBenchmark
{
    private const int Lines = 10;
    private const int MachinesPerLine = 20;
    private const int Seconds = 180;
    private const int SecondsPerCheckpoint = 20;

    /// <summary>State, two counters and two meters: the sensors that KPIs are made of.</summary>
    private static readonly int[] Signals = [0, 3, 4, 5, 6];

    public string Name => "late";

    public string Measures => "signals of 200 machines, committed and folded by the Edge's engine, in order and 2 % of them late";

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken cancellation)
    {
        var ordered = await MeasureAsync(lateRatio: 0);
        var late = await MeasureAsync(lateRatio: 0.02);
        return
        [
            new("2 % late", late.SamplesPerS, "samples/s") { Baseline = new Baseline("in order", ordered.SamplesPerS) },
            new("2 % late, processor time", late.MicrosecondsPerSample, "µs/sample")
            {
                Baseline = new Baseline("in order", ordered.MicrosecondsPerSample),
            },
            new("folded again", late.Refolds, "minutes"),
        ];
    }

    private static async Task<(double SamplesPerS, double MicrosecondsPerSample, double Refolds)> MeasureAsync(double lateRatio)
    {
        var directory = Directory.CreateTempSubdirectory("orleans-twin-bench-").FullName;
        try
        {
            await using var store = await SqliteTwinStore.OpenAsync(directory);
            var plant = FoldPlant.Describe(Lines, MachinesPerLine, 2 * TimeSpan.TicksPerSecond);
            await using var engine = await TwinEngine.StartAsync(plant, store, NullLogger.Instance, CancellationToken.None);
            int KeyOf(string id) => store.Names.TryGetKey(id, out var key) ? key : throw new ArgumentException(id);
            int[][] keys = [.. plant.Machines.Select(machine => Signals.Select(i => KeyOf(machine.Sensors[i].Id)).ToArray())];
            var batches = Batches(keys, lateRatio);
            using var process = Process.GetCurrentProcess();
            var (watch, processor) = (Stopwatch.StartNew(), process.TotalProcessorTime);
            var durable = Task.CompletedTask;
            for (var i = 0; i < batches.Count; i++)
            {
                durable = await engine.TakeAsync(batches[i], CancellationToken.None);
                if (i % SecondsPerCheckpoint == SecondsPerCheckpoint - 1)
                    await engine.CheckpointAsync(CancellationToken.None);
            }

            await durable;
            await engine.Runtime.DrainAsync();
            process.Refresh();
            var samples = batches.Sum(batch => batch.Count);
            return (samples / watch.Elapsed.TotalSeconds,
                (process.TotalProcessorTime - processor).TotalMicroseconds / samples,
                engine.Runtime.Lines.Sum(line => line.Refolds));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>A batch for each second; late samples are in a later one.</summary>
    private static List<IngestBatch> Batches(int[][] keys, double lateRatio)
    {
        var (feed, random) = (new FoldFeed(), new Random(5));
        var batches = Enumerable.Range(0, Seconds).Select(_ => new IngestBatch()).ToList();
        var sample = new Sample[1];
        for (var second = 0; second < Seconds; second++)
        {
            for (var machine = 0; machine < keys.Length; machine++)
            {
                for (var i = 0; i < Signals.Length; i++)
                {
                    if (feed.Fill(Signals[i], machine * 11, second, TimeSpan.TicksPerSecond, sample) == 0)
                        continue;
                    var lateS = random.NextDouble() < lateRatio ? random.Next(5, 60) : 0;
                    var received = sample[0] with { ReceiveTicks = sample[0].SourceTicks + (lateS * TimeSpan.TicksPerSecond) };
                    batches[Math.Min(second + lateS, Seconds - 1)].Add(keys[machine][i], received);
                }
            }
        }

        return batches;
    }
}
