using Microsoft.Extensions.Logging.Abstractions;
using OrleansTwin.HostConformance.Tests.Suite;
using OrleansTwin.Ingest.Pipeline;
using OrleansTwin.Runtime.Health;
using OrleansTwin.Runtime.Hosting;
using OrleansTwin.Runtime.Shards;
using OrleansTwin.Store;
using OrleansTwin.Store.Sqlite;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.HostConformance.Tests.Hosts;

/// <summary>A plant, or a part of one, over a store in a directory of its own.</summary>
internal sealed class StoredPlant : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("orleans-twin-suite-").FullName;
    private readonly TimeProvider _time;
    private PlantHost? _host;

    private readonly StoreOptions? _options;

    private readonly HealthOptions _health;

    private readonly ITrainedModelShelf? _models;

    private readonly Func<OtherShards>? _others;

    private StoredPlant(
        TimeProvider time, StoreOptions? options, HealthOptions? health, ITrainedModelShelf? models, Func<OtherShards>? others)
    {
        (_time, _options, _health) = (time, options, health ?? new HealthOptions { MachinesMax = 0 });
        (_models, _others) = (models, others);
    }

    public PlantHost Host => _host ?? throw new InvalidOperationException("It is not open.");

    public static async Task<StoredPlant> OpenAsync(
        PlantVersion version, Plant plant, TimeProvider time, StoreOptions? options = null, HealthOptions? health = null,
        ITrainedModelShelf? models = null, Func<OtherShards>? others = null)
    {
        var stored = new StoredPlant(time, options, health, models, others);
        await stored.OpenAsync(version, plant);
        return stored;
    }

    public async Task FeedAsync(IEnumerable<FedSample> samples)
    {
        var batch = new IngestBatch();
        foreach (var (sensorId, sample) in samples)
        {
            Assert.True(Host.Engine.Store.Names.TryGetKey(sensorId, out var key), $"{sensorId} was never here.");
            batch.Add(key, sample);
        }

        await await Host.Engine.TakeAsync(batch, CancellationToken.None);
    }

    /// <summary>Who watches health and lives looks once.</summary>
    public async Task LookAsync()
    {
        await Host.Health.LookAsync(CancellationToken.None);
        await Host.Lives.LookAsync(CancellationToken.None);
    }

    public async Task FollowAsync(PlantVersion version, Plant plant)
    {
        var kept = await StartingPlant.OfPartAsync(Host.Engine.Store, version, plant, CancellationToken.None);
        await Host.FollowAsync(plant, kept.Version);
    }

    /// <summary>Ends in order and starts again by the plant in force.</summary>
    public async Task RestartAsync(PlantVersion version)
    {
        var plant = Host.Engine.Runtime.Plant;
        await Host.DisposeAsync();
        await OpenAsync(version, plant);
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private async Task OpenAsync(PlantVersion version, Plant plant)
    {
        var store = await SqliteTwinStore.OpenAsync(_directory, _options);
        var start = await StartingPlant.OfPartAsync(store, version, plant, CancellationToken.None);
        _host = await PlantHost.OpenAsync(
            new PlantHostOptions { HasClock = false, Health = _health }, start, store, [], _time, NullLogger.Instance,
            CancellationToken.None, models: _models, others: _others?.Invoke());
    }
}
