using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OrleansTwin.Bench.Harness;
using OrleansTwin.Bench.Load;
using OrleansTwin.Grains.Interfaces;
using OrleansTwin.Runtime.Shards;

namespace OrleansTwin.Bench.Grid;

/// <summary>
/// What it takes to have twins in a silo: shards that take up their twins from PostgreSQL, and grains that are their addresses.
/// </summary>
internal sealed class GridActivationBenchmark : IBenchmark
{
    private const int Shards = 8;
    private const int Activated = 10_000;

    private readonly LoadPlant _plant = new(Lines: 200, MachinesPerLine: 20);

    public string Name => "grid-activation";

    public string Measures =>
        "100,000 sensors in eight shards on PostgreSQL: a silo's start until 10,000 sensors have answered through their grains,"
        + " and the memory of sensor grains";

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken cancellation)
    {
        await using var server = await PostgresServer.StartAsync();
        var options = GridHost.Options(Shards) with { Store = server.ConnectionString };
        await FillAsync(options, cancellation);
        using var host = GridHost.Build(options);
        var watch = Stopwatch.StartNew();
        var grains = await GridHost.StartAsync(host, plantText: null, cancellation);
        await AskAsync(grains, 0, Activated);
        var answered = watch.Elapsed;
        var before = Memory();
        await AskAsync(grains, Activated, _plant.Sensors);
        var perGrain = (Memory() - before) / (double)(_plant.Sensors - Activated);
        await host.StopAsync(CancellationToken.None);
        return
        [
            new("start until 10,000 sensors have answered", answered.TotalSeconds, "s"),
            new("memory of an activated sensor grain", perGrain, "B"),
        ];
    }

    /// <summary>Twins with a past, so that there is something to take up.</summary>
    private async Task FillAsync(Grains.Hosting.GridOptions options, CancellationToken cancellation)
    {
        using var host = GridHost.Build(options);
        var grains = await GridHost.StartAsync(host, _plant.Text(), cancellation);
        var feeder = new ShardFeeder(grains, new ShardMap(Shards), _plant, "bench");
        await feeder.PrepareAsync();
        await feeder.PlayAsync(batches: 3, samplesPerSensor: 1);
        await host.StopAsync(CancellationToken.None);
    }

    private async Task AskAsync(IGrainFactory grains, int from, int to)
    {
        foreach (var some in Enumerable.Range(from, to - from).Chunk(500))
        {
            await Task.WhenAll(some.Select(
                sensor => grains.GetGrain<ISensorGrain>(_plant.Topic(sensor)).ViewAsync(CancellationToken.None)));
        }
    }

    private static long Memory() => GC.GetTotalMemory(forceFullCollection: true);
}
