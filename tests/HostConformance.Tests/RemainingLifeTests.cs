using System.Text.Json;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Api.Json;
using OrleansTwin.HostConformance.Tests.Hosts;
using OrleansTwin.HostConformance.Tests.Suite;
using OrleansTwin.Runtime.Health;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.HostConformance.Tests;

/// <summary>How long an oven will last, and whether it may wait, in one process and in the shard that has it.</summary>
public sealed class RemainingLifeTests
{
    private const string Oven = "acme/lyon/body/oven";

    [Fact]
    public async Task A_machines_remaining_life_and_what_delays_come_to_are_the_same_in_one_process_and_in_shards()
    {
        var time = new SuiteTime();
        await using var edge = await EdgeUnderTest.OpenAsync(time, new HealthOptions());
        await using var shards = await ShardsUnderTest.OpenAsync(4, time, health: new HealthOptions());
        Assert.Equal(await RefusalAsync(edge.Twins), await RefusalAsync(shards.Twins));
        Assert.Null(await edge.Twins.AskDeferralAsync(new DeferralQuery("acme/nowhere", null, []), default));
        Assert.Null(await shards.Twins.AskDeferralAsync(new DeferralQuery("acme/nowhere", null, []), default));

        for (var minute = 0; minute < 10; minute++)
        {
            time.NowTicks = SuiteDay.At((minute + 1) / 60.0);
            foreach (var (host, look) in new (IHostUnderTest, Func<Task>)[]
                { (edge, edge.LookAsync), (shards, shards.LookAsync) })
            {
                await host.FeedAsync(Minute(minute));
                await host.DrainAsync();
                await look();
            }
        }

        time.NowTicks += TimeSpan.TicksPerHour;
        await edge.LookAsync();
        await shards.LookAsync();
        var (told, answered) = await AskAsync(edge.Twins);
        Assert.Contains("\"name\":\"Exponential wear of temperature\"", told, StringComparison.Ordinal);
        Assert.Contains("\"delay\":\"7d\"", answered, StringComparison.Ordinal);
        Assert.Equal((told, answered), await AskAsync(shards.Twins));
    }

    private static async Task<string> RefusalAsync(ITwinHost host) => (await Assert.ThrowsAsync<HostFaultException>(
        () => host.AskDeferralAsync(new DeferralQuery(Oven, null, []), default))).Message;

    private static async Task<(string Told, string Answered)> AskAsync(ITwinHost host) => (
        Text((await host.GetTwinAsync(Oven, default))?.Machine?.Health?.RemainingLife),
        Text(await host.AskDeferralAsync(new DeferralQuery(Oven, "lining", []), default)));

    private static string Text<T>(T answer) => JsonSerializer.Serialize(answer, ApiJsonOptions.Shared);

    private static List<FedSample> Minute(int minute)
    {
        double Hours(int second) => (minute + (second / 60.0)) / 60;
        List<FedSample> samples =
        [
            .. new[] { 5, 25, 45 }.Select(second => new FedSample(
                $"{Oven}/temperature", new Sample(SuiteDay.At(Hours(second)), 20 + (5 * Math.Exp(Hours(second)))))),
        ];
        if (minute == 0)
            samples.Insert(0, new FedSample($"{Oven}/state", new Sample(SuiteDay.At(Hours(1)), "AUTO")));
        return samples;
    }
}
