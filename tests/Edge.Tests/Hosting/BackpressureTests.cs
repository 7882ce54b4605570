using OrleansTwin.Api.Hosting;
using OrleansTwin.Store;

namespace OrleansTwin.Edge.Tests.Hosting;

/// <summary>What posted telemetry is told when the store can't follow.</summary>
public sealed class BackpressureTests : IDisposable
{
    private readonly string _directory = RunningHost.NewDirectory();

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_full_store_is_told_with_a_time_to_come_back_and_what_is_sent_again_counts_once()
    {
        var options = new StoreOptions { JournalBytesMax = 1 << 20 };
        await using var host = await RunningHost.StartAsync(HostileRequests.Plant, _directory, options);
        var start = new DateTime(2026, 3, 2, 8, 0, 0, DateTimeKind.Utc);
        string Batch(int number) => "[" + string.Join(',', Enumerable.Range(number * 5000, 5000).Select(value =>
            $$"""{"tag":"press/power","value":{{value}}.5,"timestamp":"{{start.AddMilliseconds(value):O}}"}""")) + "]";

        var taken = 0;
        var refused = await Assert.ThrowsAsync<HostFaultException>(async () =>
        {
            for (; taken < 1000; taken++)
            {
                using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
                try
                {
                    await host.PostAsync(Batch(taken), $"batch-{taken}", patience.Token);
                }
                catch (OperationCanceledException)
                {
                    // The one that met the full store waits in the pipeline; its sender does not know what became of it.
                }
            }
        });
        Assert.Equal(HostFault.Unavailable, refused.Fault);
        Assert.NotNull(refused.RetryAfter);
        var health = await host.Twins.CheckHealthAsync(default);
        Assert.False(health.IsReady);
        var journal = health.Checks.Single(check => check.Part == "journal");
        Assert.False(journal.IsHealthy);
        Assert.False(string.IsNullOrEmpty(journal.Remedy));

        await host.Host.Engine.CheckpointAsync(default);
        await host.ReadyAsync();
        for (var number = 0; number <= taken; number++)
            await host.PostAsync(Batch(number), $"batch-{number}");
        await host.Host.Engine.Runtime.DrainAsync();
        var key = host.Host.Engine.Store.Names.TryGetKey("l/press/power", out var found) ? found : -1;
        var kept = await host.Host.Engine.Store.History.ReadAsync(key, start.Ticks, start.AddDays(1).Ticks);
        Assert.Equal(Enumerable.Range(0, (taken + 1) * 5000).Select(value => value + 0.5), kept.Select(sample => sample.Value));
    }
}
