using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;
using OrleansTwin.Bench.Harness;
using OrleansTwin.Bench.Load;
using OrleansTwin.Runtime.Shards;

namespace OrleansTwin.Bench.Grid;

/// <summary>
/// One silo with 10,000 sensors in eight shards, fed by calls to the shards as a feed does: journaled in SQLite and folded
/// through sensor, machine, line and site. Beside it, in the same silo, a grain per sensor that keeps latest, minimum, maximum
/// and sum.
/// </summary>
internal sealed class GridFoldBenchmark : IBenchmark
{
    private const int Lines = 20;
    private const int MachinesPerLine = 20;
    private const int Shards = 8;
    private const int Rounds = 40;
    private const int PlainCalls = 1_000_000;
    private const int StreamEvents = 60_000;
    private const int InFlight = 256;
    private const string Feed = "bench";

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(20);

    private readonly LoadPlant _plant = new(Lines, MachinesPerLine);
    private readonly ShardMap _map = new(Shards);

    public string Name => "grid-fold";

    public string Measures =>
        "one silo, 10,000 sensors in eight shards: telemetry by calls to the shards, journaled and folded; beside it one grain"
        + " call per sample, and memory streams";

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken cancellation)
    {
        var directory = Directory.CreateTempSubdirectory("orleans-twin-bench-grid-").FullName;
        using var host = GridHost.Build(
            GridHost.Options(Shards) with { Data = directory },
            silo => silo.AddMemoryStreams(PlainSensorGrain.Provider).AddMemoryGrainStorage("PubSubStore"));
        try
        {
            var grains = await GridHost.StartAsync(host, _plant.Text(), cancellation);
            var (plain, _) = await BestAsync(() => CallEachAsync(grains));
            var (stream, _) = await BestAsync(() => StreamEachAsync(host.Services));
            var feeder = new ShardFeeder(grains, _map, _plant, Feed);
            await feeder.PrepareAsync();
            var (seconds, secondsCpu) = await BestAsync(() => feeder.PlayAsync(Rounds, samplesPerSensor: 10));
            var (tenths, tenthsCpu) = await BestAsync(() => feeder.PlayAsync(Rounds * 4, samplesPerSensor: 1));
            var byCalls = new Baseline("one grain call per sample", plain);
            return
            [
                new("batches of one second", seconds, "samples/s") { Baseline = byCalls },
                new("batches of one second, against memory streams", seconds, "samples/s")
                {
                    Baseline = new Baseline("memory streams", stream),
                },
                new("batches of one second, processor time", secondsCpu, "µs/sample"),
                new("batches of 100 ms", tenths, "samples/s") { Baseline = byCalls },
                new("batches of 100 ms, processor time", tenthsCpu, "µs/sample"),
            ];
        }
        finally
        {
            await host.StopAsync(CancellationToken.None);
            Directory.Delete(directory, recursive: true);
        }
    }

    private async Task<long> CallEachAsync(IGrainFactory grains)
    {
        var sensors = Enumerable.Range(0, _plant.Sensors).Select(key => grains.GetGrain<IPlainSensorGrain>(key)).ToArray();
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, InFlight).Select(async _ =>
        {
            await Task.Yield();
            for (int i; (i = Interlocked.Increment(ref next)) < PlainCalls;)
                await sensors[i % sensors.Length].TakeAsync(new PlainSample(i, i));
        }));
        return PlainCalls;
    }

    private async Task<long> StreamEachAsync(IServiceProvider services)
    {
        var provider = services.GetRequiredKeyedService<IStreamProvider>(PlainSensorGrain.Provider);
        var grains = services.GetRequiredService<IGrainFactory>();
        var (sensors, before) = (1_000, await CountAsync(grains, 1_000));
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, InFlight).Select(async _ =>
        {
            for (int i; (i = Interlocked.Increment(ref next)) < StreamEvents;)
            {
                await provider.GetStream<PlainSample>(PlainSensorGrain.Namespace, i % sensors)
                    .OnNextAsync(new PlainSample(i, i));
            }
        }));
        while (await CountAsync(grains, sensors) - before < StreamEvents)
            await Task.Delay(10);
        return StreamEvents;
    }

    private static async Task<long> CountAsync(IGrainFactory grains, int sensors)
    {
        var counts = await Task.WhenAll(
            Enumerable.Range(0, sensors).Select(key => grains.GetGrain<IPlainSensorGrain>(key).CountAsync()));
        return counts.Sum();
    }

    /// <summary>Each way is played until its code is hot and its buffers have grown, as in a silo that runs for days.</summary>
    private static async Task<(double PerS, double Microseconds)> BestAsync(Func<Task<long>> play)
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < WarmUp;)
            await play();
        var runs = new List<(double PerS, double Microseconds)>();
        for (var run = 0; run < 3; run++)
            runs.Add(await MeasureAsync(play));
        return runs.MaxBy(run => run.PerS);
    }

    private static async Task<(double PerS, double Microseconds)> MeasureAsync(Func<Task<long>> play)
    {
        var process = Process.GetCurrentProcess();
        var (cpu, watch) = (process.TotalProcessorTime, Stopwatch.StartNew());
        var samples = await play();
        watch.Stop();
        process.Refresh();
        return (samples / watch.Elapsed.TotalSeconds, (process.TotalProcessorTime - cpu).TotalMicroseconds / samples);
    }
}
