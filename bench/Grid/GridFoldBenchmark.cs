using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;
using OrleansTwin.Bench.Harness;
using OrleansTwin.Bench.Load;
using OrleansTwin.Runtime.Shards;

namespace OrleansTwin.Bench.Grid;

/// <summary>
/// One silo with 10,000 sensors in eight shards, fed by calls to the shards as a feed does: journaled in SQLite and folded
/// through sensor, machine, line and site. Beside it, in a silo of its own, a grain per sensor that keeps latest, minimum,
/// maximum and sum.
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

    private static readonly TimeSpan Stretch = TimeSpan.FromSeconds(20);

    private readonly LoadPlant _plant = new(Lines, MachinesPerLine);
    private readonly ShardMap _map = new(Shards);

    public string Name => "grid-fold";

    public string Measures =>
        "one silo, 10,000 sensors in eight shards: telemetry by calls to the shards, journaled and folded; beside it one grain"
        + " call per sample, and memory streams";

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken cancellation)
    {
        var plain = await OnSiloAsync((grains, _) => SustainedAsync(() => CallEachAsync(grains)), cancellation);
        var stream = await OnSiloAsync((_, services) => SustainedAsync(() => StreamEachAsync(services)), cancellation);
        var (seconds, tenths) = await OnSiloAsync(
            async (grains, _) =>
            {
                var feeder = new ShardFeeder(grains, _map, _plant, Feed);
                await feeder.PrepareAsync();
                return (
                    await SustainedAsync(() => feeder.PlayAsync(Rounds, samplesPerSensor: 10)),
                    await SustainedAsync(() => feeder.PlayAsync(Rounds * 4, samplesPerSensor: 1)));
            },
            cancellation);
        var byCalls = new Baseline("one grain call per sample", plain.PerS);
        return
        [
            new("batches of one second", seconds.PerS, "samples/s") { Baseline = byCalls },
            new("batches of one second, against memory streams", seconds.PerS, "samples/s")
            {
                Baseline = new Baseline("memory streams", stream.PerS),
            },
            new("batches of one second, processor time", seconds.Microseconds, "µs/sample"),
            new("batches of 100 ms", tenths.PerS, "samples/s") { Baseline = byCalls },
            new("batches of 100 ms, processor time", tenths.Microseconds, "µs/sample"),
        ];
    }

    /// <summary>Each way has a silo of its own, one after the other: what one leaves behind must not slow the next.</summary>
    private async Task<T> OnSiloAsync<T>(
        Func<IGrainFactory, IServiceProvider, Task<T>> measure, CancellationToken cancellation)
    {
        var directory = Directory.CreateTempSubdirectory("orleans-twin-bench-grid-").FullName;
        using var host = GridHost.Build(
            GridHost.Options(Shards) with { Data = directory },
            silo => silo.AddMemoryStreams(PlainSensorGrain.Provider).AddMemoryGrainStorage("PubSubStore"));
        try
        {
            return await measure(await GridHost.StartAsync(host, _plant.Text(), cancellation), host.Services);
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

    /// <summary>
    /// Each way is played until its code is hot and its buffers have grown, as in a silo that runs for days; then over as long
    /// again, so that what is written behind the samples (checkpoints, history's upkeep) is counted with them.
    /// </summary>
    private static async Task<(double PerS, double Microseconds)> SustainedAsync(Func<Task<long>> play)
    {
        await PlayAsync(play);
        var process = Process.GetCurrentProcess();
        var (cpu, watch) = (process.TotalProcessorTime, Stopwatch.StartNew());
        var samples = await PlayAsync(play);
        watch.Stop();
        process.Refresh();
        return (samples / watch.Elapsed.TotalSeconds, (process.TotalProcessorTime - cpu).TotalMicroseconds / samples);
    }

    private static async Task<long> PlayAsync(Func<Task<long>> play)
    {
        var samples = 0L;
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < Stretch;)
            samples += await play();
        return samples;
    }
}
