using OrleansTwin.Api.Hosting;
using OrleansTwin.Store;

namespace OrleansTwin.Runtime.Tests.Hosting;

/// <summary>What posted telemetry is told when the store can't follow.</summary>
public sealed class BackpressureTests : IDisposable
{
    private const int BatchValues = 5000;
    private static readonly DateTime Start = new(2026, 3, 2, 8, 0, 0, DateTimeKind.Utc);

    private readonly string _directory = RunningHost.NewDirectory();

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_small_journal_is_emptied_while_posts_go_on_and_each_counts_once()
    {
        await using var host = await RunningHost.StartAsync(
            HostileRequests.Plant, _directory, new StoreOptions { JournalBytesMax = 1 << 20 });
        for (var number = 0; number < 60; number++)
        {
            await host.PostAsync(Batch(number), $"batch-{number}");
            await host.PostAsync(Batch(number), $"batch-{number}");
        }

        var counters = host.Host.Engine.Store.ReadCounters();
        Assert.True(counters.JournalBytesAppended > 3 << 20, $"{counters.JournalBytesAppended} bytes were journaled.");
        Assert.Equal(0, counters.WritesFailed);
        await AssertKeptAsync(host, 60);
    }

    [Fact]
    public async Task A_full_disk_is_told_with_a_time_to_come_back_and_with_room_it_goes_on_by_itself_and_counts_once()
    {
        long free = 0;
        var taken = 1;
        await using var host = await RunningHost.StartAsync(
            HostileRequests.Plant, _directory, new StoreOptions { JournalBytesMax = 1 << 20 },
            () => Interlocked.Read(ref free));
        var first = host.PostAsync(Batch(0), "batch-0");
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

        Interlocked.Exchange(ref free, long.MaxValue);
        await first;
        for (var number = 0; number <= taken; number++)
            await host.PostAsync(Batch(number), $"batch-{number}");
        await AssertKeptAsync(host, taken + 1);
    }

    private static async Task AssertKeptAsync(RunningHost host, int batches)
    {
        var engine = host.Host.Engine;
        await engine.Runtime.DrainAsync();
        Assert.True(engine.Store.Names.TryGetKey("l/press/power", out var key));
        var kept = await engine.Store.History.ReadAsync(key, Start.Ticks, Start.AddDays(1).Ticks);
        Assert.Equal(
            Enumerable.Range(0, batches * BatchValues).Select(value => value + 0.5), kept.Select(sample => sample.Value));
    }

    // The batch that meets the full disk waits in the pipeline: its sender leaves and does not know what became of it.
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
