using System.Text.Json;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Api.Json;
using OrleansTwin.HostConformance.Tests.Hosts;
using OrleansTwin.HostConformance.Tests.Suite;
using OrleansTwin.Runtime.Health;
using OrleansTwin.Runtime.Lives;
using OrleansTwin.Runtime.Tests.Lives.Trained;
using OrleansTwin.Twins.Maintenance.Orders;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.HostConformance.Tests;

/// <summary>
/// From a model's file to what a machine's view says of its cycles, asked of the host as a gateway does: in one process and in
/// the shard that has the machine.
/// </summary>
public sealed class TrainedLifeTests
{
    private const string Machine = "acme/lyon/compressor";
    private const int Cycles = 30;
    private const int SettleMinutes = 12;

    private static readonly HealthOptions Options = new() { Life = new LifeOptions { Horizon = TimeSpan.FromHours(1) } };

    [Fact]
    public async Task A_model_that_is_put_in_force_follows_a_machine_the_same_in_one_process_and_in_shards_and_over_a_restart()
    {
        var time = new SuiteTime();
        await using var edge = await EdgeUnderTest.OpenAsync(time, Options);
        await using var shards = await ShardsUnderTest.OpenAsync(4, time, health: Options);
        foreach (var host in new IHostUnderTest[] { edge, shards })
        {
            await host.Twins.PutTrainedModelAsync(
                new TrainedModelSubmission("compressor", MadePresses.File, "eva", null), default);
            await RenewAsync(host.Twins);
        }

        for (var minute = 1; minute <= Cycles + SettleMinutes; minute++)
        {
            time.NowTicks = SuiteDay.At((minute + 1) / 60.0);
            await edge.FeedAsync(Minute(minute));
            await shards.FeedAsync(Minute(minute));
        }

        await edge.DrainAsync();
        await shards.DrainAsync();
        await LookAsync(edge, shards, time);
        var told = await TellAsync(edge.Twins);
        Assert.Contains($"\"version\":1,\"inForceSince\":\"2", told, StringComparison.Ordinal);
        Assert.Contains($"\"cycles\":{Cycles},", told, StringComparison.Ordinal);
        Assert.Contains("\"name\":\"Trained model 'compressor'\"", told, StringComparison.Ordinal);
        Assert.Equal(told, await TellAsync(shards.Twins));

        await edge.RestartAsync();
        await shards.RestartAsync();
        await LookAsync(edge, shards, time);
        Assert.Contains($"\"cycles\":{Cycles},", await TellAsync(edge.Twins), StringComparison.Ordinal);
        Assert.Equal(await TellAsync(edge.Twins), await TellAsync(shards.Twins));
    }

    private static async Task LookAsync(EdgeUnderTest edge, ShardsUnderTest shards, SuiteTime time)
    {
        time.NowTicks += TimeSpan.TicksPerHour;
        await edge.LookAsync();
        await shards.LookAsync();
    }

    private static async Task<string> TellAsync(ITwinHost host) => JsonSerializer.Serialize(
        (await host.GetTwinAsync(Machine, default))?.Machine?.Health?.RemainingLife, ApiJsonOptions.Shared);

    private static async Task RenewAsync(ITwinHost host)
    {
        var order = await host.RequestWorkAsync(new WorkRequest(Machine, "new", "valve", "1", "eva"), default);
        foreach (var verb in new[] { WorkVerb.Approve, WorkVerb.Start, WorkVerb.Finish })
        {
            var finding = verb == WorkVerb.Finish ? new WorkFinding(false, "", "") : null;
            await host.ActOnWorkOrderAsync(new WorkSubmission(order!.Id, verb, "eva", "", null, null, finding), default);
        }
    }

    private static List<FedSample> Minute(int minute)
    {
        var row = MadePresses.Row(minute, 100, new Random(minute));
        List<FedSample> samples =
        [
            .. new[] { 5, 25, 45 }.SelectMany(second => new[]
            {
                new FedSample($"{Machine}/temperature", new Sample(At(minute, second), row[0])),
                new FedSample($"{Machine}/power", new Sample(At(minute, second), row[1])),
            }),
        ];
        if (minute is 1 or Cycles + 1)
            samples.Insert(0, new FedSample($"{Machine}/state", new Sample(At(minute, 0), minute == 1 ? "AUTO" : "OFF")));
        return samples;
    }

    private static long At(int minute, int second) => SuiteDay.At((minute + (second / 60.0)) / 60);
}
