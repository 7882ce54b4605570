using OrleansTwin.Api.Hosting;
using OrleansTwin.Grains.Hosting;
using OrleansTwin.HostConformance.Tests.Suite;
using OrleansTwin.Runtime.Health;
using OrleansTwin.Runtime.Hosting;
using OrleansTwin.Runtime.Lives;
using OrleansTwin.Runtime.Shards;
using OrleansTwin.Store;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Maintenance.Orders;
using OrleansTwin.Twins.Reports;

namespace OrleansTwin.Grains.Tests.Cluster;

/// <summary>A belt that failed in one shard teaches those of all others.</summary>
public sealed class SharedLivesTests
{
    private const string Plant =
        """
        plantFile: 1
        machineTypes:
          press:
            states: alwaysProducing
            sensors: {heat: {unit: degC}}
            maintenance: {belt: {name: Change belt, duration: 30m}}
        area:
          a:
            lines:
              l1: {machines: {p1: {type: press}}}
              l2: {machines: {p2: {type: press}}}
              l3: {machines: {p3: {type: press}}}
              l4: {machines: {p4: {type: press}}}
        """;

    private static readonly (string Id, double Hours)[] Failures =
        [("a/l1/p1", 300), ("a/l2/p2", 420), ("a/l3/p3", 380), ("a/l4/p4", 350)];

    private static readonly GridOptions Options = new()
    {
        Shards = 4,
        Shard = new PlantHostOptions
        {
            HasClock = false, CheckpointPeriod = TimeSpan.FromHours(1),
            Health = new HealthOptions
            {
                Period = TimeSpan.FromMilliseconds(50),
                Life = new LifeOptions
                {
                    Period = TimeSpan.FromMilliseconds(100), SharePeriod = TimeSpan.FromMilliseconds(100),
                },
            },
        },
    };

    [Fact]
    public async Task Belts_that_failed_in_several_shards_are_one_fleet_to_each_also_after_a_silo_was_lost()
    {
        var time = new SuiteTime();
        var map = new ShardMap(Options.Shards);
        Assert.True(Failures.Select(life => map.ShardOfMachine(life.Id)).Distinct().Count() > 1);
        var directory = Directory.CreateTempSubdirectory("orleans-twin-grid-").FullName;
        await using var grid = await GridCluster.StartOverAsync(directory, 2, Options, time);
        await grid.JoinAsync(Plant);
        foreach (var (id, hours) in Failures)
        {
            await RenewAsync(grid, time, id, wasFault: false);
            await RunAsync(grid, time, map.ShardOfMachine(id), id, hours);
            await RenewAsync(grid, time, id, wasFault: true);
        }

        await EachKnowsAsync(grid, time);
        await grid.Silos.KillSiloAsync(grid.Silos.Silos[1]);
        await EachKnowsAsync(grid, time);
    }

    private static async Task EachKnowsAsync(GridCluster grid, SuiteTime time)
    {
        foreach (var (id, _) in Failures)
        {
            await GridCluster.UntilAsync(
                () =>
                {
                    time.NowTicks += TimeSpan.TicksPerSecond;
                    return grid.Twins.GetTwinAsync(id, default);
                },
                view => view?.Machine?.Health?.RemainingLife?.Model?.Data
                    == "4 lives, of which 4 ended in failures, by work orders that are done",
                $"{id} learns from all four belts");
        }
    }

    /// <summary>The belt is changed.</summary>
    private static async Task RenewAsync(GridCluster grid, SuiteTime time, string id, bool wasFault)
    {
        var order = await grid.Twins.RequestWorkAsync(new WorkRequest(id, "belt", "belt", User: "eva"), default);
        foreach (var verb in new[] { WorkVerb.Approve, WorkVerb.Start, WorkVerb.Finish, WorkVerb.Verify })
        {
            time.NowTicks += TimeSpan.TicksPerMinute;
            await grid.Twins.ActOnWorkOrderAsync(
                new WorkSubmission(
                    order!.Id, verb, "eva", "", null, null, verb == WorkVerb.Finish ? new WorkFinding(wasFault, "", "") : null),
                default);
        }
    }

    /// <summary>The machine produces for some hours.</summary>
    private static async Task RunAsync(GridCluster grid, SuiteTime time, int shard, string id, double hours)
    {
        var minute = Buckets.StartOf(time.NowTicks);
        time.NowTicks += TimeSpan.FromHours(hours).Ticks + TimeSpan.TicksPerMinute;
        var store = (await grid.EngineOfAsync(shard)).Store;
        var elements = default(ElementVector);
        elements[Element.ActualProductionTime] = elements[Element.PlannedBusyTime] = TimeSpan.FromHours(hours).Ticks;
        var report = new BucketReport(
            id, ReportPart.Own, minute, 1, true, [new ElementSlice(new SliceKey(minute, null, null), elements)], []);
        Assert.True(store.Names.TryGetKey(id, out var key));
        await store.CheckpointAsync(
            new Checkpoint(store.Journal.CheckpointCursor, [], [new LedgerRow(key, report, default)], []));
    }
}
