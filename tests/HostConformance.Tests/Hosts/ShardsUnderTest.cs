using OrleansTwin.Api.Hosting;
using OrleansTwin.HostConformance.Tests.Suite;
using OrleansTwin.Runtime.Answers;
using OrleansTwin.Runtime.Health;
using OrleansTwin.Runtime.Shards;
using OrleansTwin.Store;
using OrleansTwin.Store.Sqlite;
using OrleansTwin.Twins.Model;
using PlantVersion = OrleansTwin.Store.PlantVersion;

namespace OrleansTwin.HostConformance.Tests.Hosts;

/// <summary>The plant in parts, each over a store of its own, in one process.</summary>
internal sealed class ShardsUnderTest : IHostUnderTest
{
    private readonly ShardMap _map;
    private readonly TimeProvider _time;
    private readonly string _directory;
    private readonly ITwinStore _versions;
    private readonly StoredPlant[] _parts;
    private readonly SuiteControl _control;
    private readonly Func<IShard, IShard> _over;

    private ShardsUnderTest(
        ShardMap map, TimeProvider time, string directory, ITwinStore versions, PlantVersion first, StoredPlant[] parts,
        Func<IShard, IShard> over)
    {
        (_map, _time, _directory, _versions, _parts, _over) = (map, time, directory, versions, parts, over);
        _control = new SuiteControl(versions, first, FollowAsync, time);
        Twins = NewHost();
    }

    public ITwinHost Twins { get; private set; }

    /// <param name="shards">How many.</param>
    /// <param name="time">Their clock.</param>
    /// <param name="over">Stands between the host and each shard.</param>
    /// <param name="health">How health is watched; null: it is not.</param>
    public static async Task<ShardsUnderTest> OpenAsync(
        int shards, TimeProvider time, Func<IShard, IShard>? over = null, HealthOptions? health = null)
    {
        var directory = Directory.CreateTempSubdirectory("orleans-twin-suite-").FullName;
        var versions = await SqliteTwinStore.OpenAsync(directory);
        var first = await versions.PlantVersions.AddAsync(SuitePlant.Before, "suite", 0, "");
        var map = new ShardMap(shards);
        var plant = SuitePlant.Parse(first.Text);
        var parts = new StoredPlant[shards];
        over ??= shard => shard;
        for (var i = 0; i < shards; i++)
        {
            parts[i] = await StoredPlant.OpenAsync(
                first, map.PartOf(plant, i), time, health: health, models: versions.TrainedModels,
                others: () => new OtherShards(map, number => over(parts[number].Host.Shard), time));
        }

        return new ShardsUnderTest(map, time, directory, versions, first, parts, over);
    }

    public async Task FeedAsync(IReadOnlyList<FedSample> batch)
    {
        foreach (var part in batch.GroupBy(sample => _map.ShardOfSensor(sample.SensorId)))
            await _parts[part.Key].FeedAsync(part);
    }

    public Task DrainAsync() => EachAsync(part => part.Host.Engine.Runtime.DrainAsync());

    /// <summary>Who watches health and lives looks once in each part.</summary>
    public Task LookAsync() => EachAsync(part => part.LookAsync());

    public Task TickAsync(long atTicks) => EachAsync(part => part.Host.Engine.TickAsync(atTicks, CancellationToken.None));

    public Task CheckpointAsync() => EachAsync(part => part.Host.Engine.CheckpointAsync(CancellationToken.None));

    public async Task RestartAsync()
    {
        await EachAsync(part => part.RestartAsync(_control.Current));
        Twins = NewHost();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in _parts)
            await part.DisposeAsync();
        _control.Dispose();
        await _versions.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private Task FollowAsync(PlantVersion version, Plant plant) => Task.WhenAll(
        _parts.Select((part, shard) => part.FollowAsync(version, _map.PartOf(plant, shard))));

    private Task EachAsync(Func<StoredPlant, Task> work) => Task.WhenAll(_parts.Select(work));

    private TwinHost NewHost() =>
        new(_map, [.. _parts.Select(part => _over(part.Host.Shard))], _control, _time);
}
