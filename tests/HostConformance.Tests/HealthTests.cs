using System.Text.Json;
using OrleansTwin.Api.Json;
using OrleansTwin.HostConformance.Tests.Hosts;
using OrleansTwin.HostConformance.Tests.Suite;
using OrleansTwin.Runtime.Health;
using OrleansTwin.Twins.Health.Live;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.HostConformance.Tests;

/// <summary>Health is told alike by hosts that run the same plant: why a machine is in alert, and what stands above it.</summary>
public sealed class HealthTests
{
    private const string Line = "acme/ulm/chassis/axle";

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
        var told = await edge.Twins.GetTwinAsync($"{Line}/m-2", CancellationToken.None);
        Assert.Equal(HealthCondition.Alert, told?.Machine?.Health?.Condition);
        Assert.StartsWith("m-1 temperature rose", told!.Machine!.Health!.Causes[0].Evidence, StringComparison.Ordinal);
        var above = (await edge.Twins.GetTwinAsync("acme", CancellationToken.None))?.Composite?.Health;
        Assert.Equal((HealthCondition.Alert, 2), (above?.Condition, above?.Machines[HealthCondition.Alert]));
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

    /// <summary>The first machine gets warm in the last half hour, and three minutes later the second.</summary>
    private List<FedSample> BatchOf(int minute)
    {
        var batch = new List<FedSample>();
        for (var machine = 1; machine <= 3; machine++)
        {
            if (minute == 0)
                batch.Add(new FedSample($"{Line}/m-{machine}/state", new Sample(At(0, 1), "AUTO")));
            var warmth = machine < 3 && minute >= 117 + (3 * machine) ? 6 : 0;
            for (var second = 5; second < 60; second += 10)
            {
                var at = At(minute, second);
                batch.Add(new FedSample($"{Line}/m-{machine}/power", new Sample(at, 9 + _random.NextDouble())));
                batch.Add(new FedSample(
                    $"{Line}/m-{machine}/temperature", new Sample(at, 30 + warmth + (2 * _random.NextDouble()))));
            }
        }

        return batch;
    }

    private static long At(int minute, int second) =>
        SuiteDay.StartTicks + (minute * TimeSpan.TicksPerMinute) + (second * TimeSpan.TicksPerSecond);
}
