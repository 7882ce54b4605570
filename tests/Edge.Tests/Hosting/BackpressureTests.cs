using OrleansTwin.Api.Hosting;
using OrleansTwin.Store;

namespace OrleansTwin.Edge.Tests.Hosting;

/// <summary>What posted telemetry is told when the store can't follow.</summary>
public sealed class BackpressureTests : IDisposable
{
    private const int BatchValues = 5000;
    private static readonly DateTime Start = new(2026, 3, 2, 8, 0, 0, DateTimeKind.Utc);

    private readonly string _directory = RunningHost.NewDirectory();

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_full_journal_is_told_with_a_time_to_come_back_and_what_is_sent_again_later_counts_once()
    {
        var taken = 0;
        await using (var host = await RunningHost.StartAsync(
            HostileRequests.Plant, _directory, new StoreOptions { JournalBytesMax = 1 << 20 }))
        {
            var refused = await Assert.ThrowsAsync<HostFaultException>(async () =>
            {
                for (; taken < 1000; taken++)
                    await PostPatientlyAsync(host, taken);
            });
            Assert.Equal(HostFault.Unavailable, refused.Fault);
            Assert.NotNull(refused.RetryAfter);
            var health = await host.Twins.CheckHealthAsync(default);
            Assert.False(health.IsReady);
            var journal = health.Checks.Single(check => check.Part == "journal");
            Assert.False(journal.IsHealthy);
            Assert.False(string.IsNullOrEmpty(journal.Remedy));
        }

        await using var roomier = await RunningHost.StartAsync(HostileRequests.Plant, _directory);
        for (var number = 0; number <= taken; number++)
            await roomier.PostAsync(Batch(number), $"batch-{number}");
        var engine = roomier.Host.Engine;
        await engine.Runtime.DrainAsync();
        Assert.True(engine.Store.Names.TryGetKey("l/press/power", out var key));
        var kept = await engine.Store.History.ReadAsync(key, Start.Ticks, Start.AddDays(1).Ticks);
        Assert.Equal(
            Enumerable.Range(0, (taken + 1) * BatchValues).Select(value => value + 0.5), kept.Select(sample => sample.Value));
    }

    // The batch that meets the full journal waits in the pipeline: its sender leaves and does not know what became of it.
    private static async Task PostPatientlyAsync(RunningHost host, int number)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        try
        {
            await host.PostAsync(Batch(number), $"batch-{number}", patience.Token);
        }
        catch (OperationCanceledException)
        {
            // It goes on with the next one.
        }
    }

    private static string Batch(int number) => "[" + string.Join(
        ',',
        Enumerable.Range(number * BatchValues, BatchValues).Select(value =>
            $$"""{"tag":"press/power","value":{{value}}.5,"timestamp":"{{Start.AddMilliseconds(value):O}}"}""")) + "]";
}
