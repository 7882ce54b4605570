using OrleansTwin.Api.Hosting;
using OrleansTwin.Grains.Hosting;
using OrleansTwin.Runtime.Health;
using OrleansTwin.Runtime.Hosting;
using OrleansTwin.Runtime.Lives;
using OrleansTwin.Runtime.Tests.Lives.Trained;

namespace OrleansTwin.Grains.Tests.Cluster;

public sealed class TrainedModelTests
{
    private const string Plant =
        """
        plantFile: 1
        machineTypes:
          press:
            states: alwaysProducing
            sensors: {heat: {unit: degC}, load: {unit: kN}}
            lifeModel: {model: press, cycle: 8h}
        area:
          a:
            lines:
              l1: {machines: {p1: {type: press}}}
              l2: {machines: {p2: {type: press}}}
              l3: {machines: {p3: {type: press}}}
              l4: {machines: {p4: {type: press}}}
        """;

    private static readonly string[] Machines = ["a/l1/p1", "a/l2/p2", "a/l3/p3", "a/l4/p4"];

    private static readonly GridOptions Options = new()
    {
        Shards = 4,
        Shard = new PlantHostOptions
        {
            Health = new HealthOptions
            {
                Period = TimeSpan.FromMilliseconds(50), Life = new LifeOptions { Period = TimeSpan.FromMilliseconds(100) },
            },
        },
    };

    [Fact]
    public async Task A_model_that_is_handed_to_the_gateway_reaches_every_shard_and_outlives_a_silo()
    {
        await using var grid = await GridCluster.StartAsync(2, Plant, Options);
        await EachAsync(grid, life => life is { Version: null, Missing: not null }, "no model");

        var put = await grid.Twins.PutTrainedModelAsync(
            new TrainedModelSubmission("press", MadePresses.File, "eva", "first"), default);
        Assert.Equal((1, "made presses"), (put.Version, put.Record?.Data));
        await EachAsync(grid, life => life.Version == 1, "the first version");
        var refused = await Assert.ThrowsAsync<HostFaultException>(() => grid.Twins.PutTrainedModelAsync(
            new TrainedModelSubmission("press", MadePresses.File[..^1], "eva", null), default));
        Assert.Equal(HostFault.Invalid, refused.Fault);

        await grid.Silos.KillSiloAsync(grid.Silos.Silos[1]);
        await EachAsync(grid, life => life.Version == 1, "the first version after a silo was lost");
        Assert.Equal(put.Sha256, Assert.Single(await grid.Twins.ListTrainedModelsAsync(default)).Sha256);

        Assert.True(await grid.Twins.DeleteTrainedModelAsync("press", "eva", default));
        await EachAsync(grid, life => life.Version is null, "no model any more");
    }

    private static async Task EachAsync(GridCluster grid, Func<TrainedLifeView, bool> isExpected, string what)
    {
        foreach (var machine in Machines)
        {
            await GridCluster.UntilAsync(
                () => grid.Twins.GetTwinAsync(machine, default),
                view => view?.Machine?.Health?.RemainingLife?.Trained is { } life && isExpected(life), $"{machine}: {what}");
        }
    }
}
