using OrleansTwin.Diagnostics;

namespace OrleansTwin.Runtime.Tests.Hosting;

/// <summary>How long the whole way takes is told: from the receipt of a message to the views of all twins above.</summary>
public sealed class ViewLatencyTests : IDisposable
{
    private const string Line =
        """
        plantFile: 1
        line:
          l:
            machines:
              press: {states: alwaysProducing, sensors: {power: {unit: kW, tag: press/power}}}
        """;

    private const string Site =
        """
        plantFile: 1
        site:
          s:
            lines:
              l:
                machines:
                  press: {states: alwaysProducing, sensors: {power: {unit: kW, tag: press/power}}}
        """;

    private readonly string _directory = RunningHost.NewDirectory();

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData(Line)]
    [InlineData(Site)]
    public async Task Every_batch_tells_once_how_long_it_took_to_be_seen_at_the_root(string plant)
    {
        await using var host = await RunningHost.StartAsync(plant, _directory);
        await host.PostAsync("""[{"tag":"press/power","value":3}]""");
        await host.PostAsync("""[{"tag":"press/power","value":4}]""");
        await host.Host.Engine.Runtime.DrainAsync();
        var told = Reading(host);
        Assert.Equal(2, told.Count);
        Assert.True(told.Sum > TimeSpan.Zero);
    }

    private static LatencyReading Reading(RunningHost host) =>
        host.Twins.ReadMetrics().Single(family => family.Name == "orleanstwin_receipt_to_view_seconds")
            .Points.Single().Latency!.Read();
}
