using OrleansTwin.Api.Hosting;
using OrleansTwin.Grains.Hosting;
using OrleansTwin.Grains.Interfaces;
using OrleansTwin.HostConformance.Tests.Suite;
using OrleansTwin.Runtime.Engine;
using OrleansTwin.Runtime.Feeds;
using OrleansTwin.Runtime.Health;
using OrleansTwin.Runtime.Hosting;
using OrleansTwin.Runtime.Shards;
using OrleansTwin.Twins.Samples;
using Known = OrleansTwin.Grains.Messages;

namespace OrleansTwin.Grains.Tests.Cluster;

/// <summary>The plant on a cluster of silos, asked by a gateway that is a client of theirs.</summary>
internal sealed class GridUnderTest : IHostUnderTest
{
    private const string Feed = "suite";

    /// <summary>Clock and checkpoints are the suite's, and shards stay where it finds them.</summary>
    private static readonly GridOptions Options = new()
    {
        Shards = 4,
        MoveDelay = TimeSpan.FromHours(1),
        Shard = new PlantHostOptions
        {
            HasClock = false, CheckpointPeriod = TimeSpan.FromHours(1), Health = new HealthOptions { MachinesMax = 0 },
        },
    };

    private readonly string _directory = Directory.CreateTempSubdirectory("orleans-twin-suite-grid-").FullName;
    private readonly ShardMap _map = new(Options.Shards);
    private readonly TimeProvider _time;
    private GridCluster? _grid;
    private long _sequence;

    private GridUnderTest(TimeProvider time) => _time = time;

    public ITwinHost Twins => Grid.Twins;

    private GridCluster Grid => _grid ?? throw new InvalidOperationException("It is not started.");

    public static async Task<GridUnderTest> StartAsync(TimeProvider time)
    {
        var host = new GridUnderTest(time);
        await host.StartOverAsync(SuitePlant.Before);
        return host;
    }

    public async Task FeedAsync(IReadOnlyList<FedSample> batch)
    {
        _sequence++;
        foreach (var part in batch.GroupBy(sample => _map.ShardOfSensor(sample.SensorId)))
        {
            var shard = Grid.Grains.GetGrain<IShardGrain>(part.Key);
            var keys = await shard.KeysOfSensorsAsync([.. part.Select(sample => sample.SensorId)]);
            var samples = part.Zip(keys, (fed, key) => new SensorSample(key, fed.Sample)).ToArray();
            var position = await shard.TakeTelemetryAsync(Known.ToMessage(new FeedBatch(Feed, _sequence, _sequence, samples)));
            Assert.Equal(_sequence, position);
        }
    }

    public Task DrainAsync() => EachAsync(engine => engine.Runtime.DrainAsync());

    public Task TickAsync(long atTicks) => EachAsync(engine => engine.TickAsync(atTicks, CancellationToken.None));

    public Task CheckpointAsync() => EachAsync(engine => engine.CheckpointAsync(CancellationToken.None));

    public async Task RestartAsync()
    {
        await Grid.StopAsync();
        await StartOverAsync(plantText: null);
    }

    public async ValueTask DisposeAsync() => await Grid.DisposeAsync();

    private async Task StartOverAsync(string? plantText)
    {
        _grid = await GridCluster.StartOverAsync(_directory, silos: 2, Options, _time);
        await _grid.JoinAsync(plantText);
    }

    private async Task EachAsync(Func<TwinEngine, Task> work)
    {
        for (var shard = 0; shard < _map.Count; shard++)
            await work(await Grid.EngineOfAsync(shard));
    }
}
