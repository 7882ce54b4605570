using System.Text.Json;
using OrleansTwin.Api.Json;
using OrleansTwin.HostConformance.Tests.Hosts;
using OrleansTwin.HostConformance.Tests.Suite;
using OrleansTwin.Runtime.Health;
using OrleansTwin.Runtime.Shards;
using OrleansTwin.Twins.Health.Live;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.HostConformance.Tests;

/// <summary>Health is told alike by hosts that run the same plant: why a machine is in alert, and what stands above it.</summary>
public sealed class HealthTests
{
    private const string Line = "acme/ulm/chassis/axle";
    private const string Supply = "acme/ulm/packing/boxes/m-1";

    private static readonly HealthOptions Options = new()
    {
        Learning = new LiveHealthOptions { LearnMinutes = 100, JudgeMinutes = 15 },
    };

    private readonly Random _random = new(3);

    [Fact]
    public async Task A_plant_in_four_shards_tells_the_health_of_machines_and_lines_as_one_process_does()
    {
        var time = new SuiteTime();
        await using var edge = await EdgeUnderTest.OpenAsync(time, Options);
        await using var shards = await ShardsUnderTest.OpenAsync(4, time, health: Options);
        for (var minute = 0; minute < 150; minute++)
        {
            time.NowTicks = At(minute + 1, 0);
            var batch = BatchOf(minute);
            await FeedAsync(edge, batch, edge.LookAsync);
            await FeedAsync(shards, batch, shards.LookAsync);
        }

        foreach (var id in new[] { $"{Line}/m-1", $"{Line}/m-2", $"{Line}/m-3", Line, "acme/ulm", "acme" })
            Assert.Equal(await TextOfAsync(edge, id), await TextOfAsync(shards, id));
        var told = (await shards.Twins.GetTwinAsync($"{Line}/m-2", CancellationToken.None))!.Machine!.Health!;
        Assert.Equal((HealthCondition.Alert, null), (told.Condition, told.CausesMissing));
        Assert.Equal([Supply, $"{Line}/m-1"], told.Causes.Take(2).Select(cause => cause.AssetId));
        Assert.EndsWith("; it supplies m-2", told.Causes[0].Evidence, StringComparison.Ordinal);
        var map = new ShardMap(4);
        Assert.NotEqual(map.ShardOf(Line), map.ShardOfMachine(Supply));
        var above = (await edge.Twins.GetTwinAsync("acme", CancellationToken.None))?.Composite?.Health;
        Assert.Equal((HealthCondition.Alert, 2), (above?.Condition, above?.Machines[HealthCondition.Alert]));
    }

    [Fact]
    public async Task A_supply_of_a_shard_that_can_not_be_asked_is_told_as_missing()
    {
        var time = new SuiteTime();
        await using var shards = await ShardsUnderTest.OpenAsync(
            4, time, shard => new StallingShard(shard) { RefusesPasts = true }, Options);
        for (var minute = 0; minute < 150; minute++)
        {
            time.NowTicks = At(minute + 1, 0);
            await FeedAsync(shards, BatchOf(minute), shards.LookAsync);
        }

        var told = (await shards.Twins.GetTwinAsync($"{Line}/m-2", CancellationToken.None))!.Machine!.Health!;
        Assert.Equal($"{Line}/m-1", told.Causes[0].AssetId);
        Assert.Matches($@"^Not looked at, for they are kept elsewhere \(shard \d: It moves\): {Supply}\.$", told.CausesMissing);
    }

    private static async Task FeedAsync(IHostUnderTest host, IReadOnlyList<FedSample> batch, Func<Task> look)
    {
        await host.FeedAsync(batch);
        await host.DrainAsync();
        await look();
        await host.DrainAsync();
    }

    private static async Task<string> TextOfAsync(IHostUnderTest host, string id) => JsonSerializer.Serialize(
        await host.Twins.GetTwinAsync(id, CancellationToken.None), ApiJsonOptions.Shared);

    /// <summary>
    /// In the last half hour what supplies the line gets warm, two minutes later the first machine, and three later the second.
    /// </summary>
    private List<FedSample> BatchOf(int minute)
    {
        var batch = new List<FedSample>();
        for (var machine = 1; machine <= 3; machine++)
        {
            if (minute == 0)
                batch.Add(new FedSample($"{Line}/m-{machine}/state", new Sample(At(0, 1), "AUTO")));
            Add($"{Line}/m-{machine}", machine < 3 && minute >= 117 + (3 * machine) ? 6 : 0);
        }

        Add(Supply, minute >= 118 ? 9 : 0);
        return batch;

        void Add(string machineId, double warmth)
        {
            for (var second = 5; second < 60; second += 10)
            {
                var at = At(minute, second);
                batch.Add(new FedSample($"{machineId}/power", new Sample(at, 9 + _random.NextDouble())));
                batch.Add(new FedSample($"{machineId}/temperature", new Sample(at, 30 + warmth + (2 * _random.NextDouble()))));
            }
        }
    }

    private static long At(int minute, int second) =>
        SuiteDay.StartTicks + (minute * TimeSpan.TicksPerMinute) + (second * TimeSpan.TicksPerSecond);
}
