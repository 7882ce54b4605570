using OrleansTwin.Api.Hosting;
using OrleansTwin.HostConformance.Tests.Suite;
using OrleansTwin.Runtime.Health;
using OrleansTwin.Store;
using PlantVersion = OrleansTwin.Store.PlantVersion;

namespace OrleansTwin.HostConformance.Tests.Hosts;

/// <summary>The plant in one process over one store.</summary>
internal sealed class EdgeUnderTest : IHostUnderTest
{
    private readonly StoredPlant _plant;

    private EdgeUnderTest(StoredPlant plant) => _plant = plant;

    public ITwinHost Twins => _plant.Host.Twins;

    public static async Task<EdgeUnderTest> OpenAsync(TimeProvider time, HealthOptions? health = null)
    {
        var first = new PlantVersion(new PlantVersionInfo(1, "suite", 0, ""), SuitePlant.Before);
        return new EdgeUnderTest(await StoredPlant.OpenAsync(first, SuitePlant.Parse(first.Text), time, health: health));
    }

    public Task FeedAsync(IReadOnlyList<FedSample> batch) => _plant.FeedAsync(batch);

    public Task DrainAsync() => _plant.Host.Engine.Runtime.DrainAsync();

    /// <summary>Who watches health and lives looks once.</summary>
    public Task LookAsync() => _plant.LookAsync();

    public Task TickAsync(long atTicks) => _plant.Host.Engine.TickAsync(atTicks, CancellationToken.None);

    public Task CheckpointAsync() => _plant.Host.Engine.CheckpointAsync(CancellationToken.None);

    public async Task RestartAsync() =>
        await _plant.RestartAsync(
            await _plant.Host.Engine.Store.PlantVersions.ReadLatestAsync()
            ?? throw new InvalidOperationException("The store has no plant."));

    public ValueTask DisposeAsync() => _plant.DisposeAsync();
}
