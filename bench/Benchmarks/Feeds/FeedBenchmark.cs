using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansTwin.Bench.Benchmarks.Folding;
using OrleansTwin.Bench.Harness;
using OrleansTwin.Ingest.Pipeline;
using OrleansTwin.Ingest.Sources;
using OrleansTwin.Runtime.Engine;
using OrleansTwin.Runtime.Feeds;
using OrleansTwin.Runtime.Hosting;
using OrleansTwin.Runtime.Shards;
using OrleansTwin.Store.Sqlite;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Bench.Benchmarks.Feeds;

/// <summary>
/// What the way over a feed costs: the same samples, decoded already, go from the pipeline to one engine, and through a feed's
/// journal to four shards in the same process. Both until all of it is durable and folded; every store is SQLite.
/// </summary>
internal sealed class FeedBenchmark : IBenchmark
{
    private const int Shards = 4;
    private const int Seconds = 150;
    private const int SamplesPerMessage = 2_000;

    public string Name => "feed";

    public string Measures => "10,000 sensors at 1 Hz, as fast as they go: through a feed to four shards, and to one engine";

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken cancellation)
    {
        // Once each until the code is hot.
        await MeasureAsync(OneEngineAsync);
        await MeasureAsync(FeedAsync);
        var alone = await MeasureAsync(OneEngineAsync);
        var grid = await MeasureAsync(FeedAsync);
        return
        [
            new("through a feed to four shards", grid.SamplesPerS, "samples/s")
            {
                Baseline = new Baseline("one engine", alone.SamplesPerS),
            },
            new("processor time", grid.MicrosecondsPerSample, "µs/sample")
            {
                Baseline = new Baseline("one engine", alone.MicrosecondsPerSample),
            },
        ];
    }

    private static async Task<(double SamplesPerS, double MicrosecondsPerSample)> MeasureAsync(
        Func<string, Plant, Task<(double Samples, TimeSpan Elapsed, TimeSpan Cpu)>> run)
    {
        var directory = Directory.CreateTempSubdirectory("orleans-twin-bench-").FullName;
        try
        {
            var plant = FoldPlant.Describe(FoldPlant.Lines, FoldPlant.MachinesPerLine, 2 * TimeSpan.TicksPerSecond);
            var (samples, elapsed, cpu) = await run(directory, plant);
            return (samples / elapsed.TotalSeconds, cpu.TotalMicroseconds / samples);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task<(double Samples, TimeSpan Elapsed, TimeSpan Cpu)> OneEngineAsync(string directory, Plant plant)
    {
        await using var store = await SqliteTwinStore.OpenAsync(directory);
        await using var engine = await TwinEngine.StartAsync(plant, store, NullLogger.Instance, CancellationToken.None);
        var ingest = new PlantIngest(
            store, plant, [], [], sink: engine, imports: engine, TimeProvider.System, NullLogger.Instance);
        using var ending = new CancellationTokenSource();
        var running = Task.WhenAll(ingest.RunAsync(ending.Token), CheckpointAsync(engine, ending.Token));
        var measured = await PlayAsync(plant, ingest.Pipeline, engine.Runtime.DrainAsync);
        Demand(measured.Samples, [engine]);
        await ending.CancelAsync();
        await running;
        return measured;
    }

    private static async Task<(double Samples, TimeSpan Elapsed, TimeSpan Cpu)> FeedAsync(string directory, Plant plant)
    {
        await using var shards = await LocalShards.OpenAsync(directory, plant, Shards);
        await using var store = await SqliteTwinStore.OpenAsync(Path.Combine(directory, "feed"));
        await using var feed = await TelemetryFeed.OpenAsync(
            "bench", new FeedOptions(), new IngestOptions(), store, plant, [], shards, shards.Map.ShardOfSensor,
            TimeProvider.System, NullLogger.Instance, CancellationToken.None);
        feed.Start();
        using var ending = new CancellationTokenSource();
        var checkpoints = Task.WhenAll(shards.Engines.Select(engine => CheckpointAsync(engine, ending.Token)));
        var measured = await PlayAsync(plant, feed.Ingest.Pipeline, async () =>
        {
            while (feed.Lanes.Any(lane => lane.LagBatches > 0))
                await Task.Delay(1);
            await Task.WhenAll(shards.Engines.Select(engine => engine.Runtime.DrainAsync()));
        });
        Demand(measured.Samples, shards.Engines);
        await ending.CancelAsync();
        await checkpoints;
        return measured;
    }

    private static void Demand(double samples, IReadOnlyList<TwinEngine> engines)
    {
        var folded = engines.Sum(engine => engine.Runtime.Lines.Sum(line => line.Samples));
        if (folded != samples)
            throw new InvalidOperationException($"{folded} of {samples} samples folded.");
    }

    private static Task CheckpointAsync(TwinEngine engine, CancellationToken ending) => TimeProvider.System.EveryAsync(
        new PlantHostOptions().CheckpointPeriod, async cancellation => await engine.CheckpointAsync(cancellation), ending);

    private static async Task<(double Samples, TimeSpan Elapsed, TimeSpan Cpu)> PlayAsync(
        Plant plant, IngestPipeline pipeline, Func<Task> done)
    {
        var (process, feed, machines) = (Process.GetCurrentProcess(), new FoldFeed(), plant.Machines.ToArray());
        var submitter = new BatchSubmitter(pipeline, "bench", inFlightMax: 32);
        var (watch, cpu, samples) = (Stopwatch.StartNew(), process.TotalProcessorTime, 0L);
        var batch = await submitter.RentAsync(default);
        var one = new Sample[1];
        for (var second = 0; second < Seconds; second++)
        {
            for (var machine = 0; machine < machines.Length; machine++)
            {
                for (var sensor = 0; sensor < FoldPlant.SensorsPerMachine; sensor++)
                {
                    if (feed.Fill(sensor, machine, second, TimeSpan.TicksPerSecond, one) == 0)
                        continue;
                    batch.Add(new RawSample(machines[machine].Sensors[sensor].Id, one[0].SourceTicks, one[0].Value, one[0].Text)
                    {
                        IsSensorId = true,
                    });
                }

                if (batch.Count < SamplesPerMessage && machine < machines.Length - 1)
                    continue;
                samples += batch.Count;
                await submitter.SubmitAsync(batch, one[0].SourceTicks, default);
                batch = await submitter.RentAsync(default);
            }
        }

        submitter.Return(batch);
        await submitter.FlushAsync(default);
        await done();
        process.Refresh();
        return (samples, watch.Elapsed, process.TotalProcessorTime - cpu);
    }
}
