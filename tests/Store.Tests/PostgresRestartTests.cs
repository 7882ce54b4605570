using OrleansTwin.Peers;
using OrleansTwin.Store.Tests.Databases;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Tests;

/// <summary>
/// The server goes away under load and comes back, in all the ways that it can: nothing acknowledged is lost, nothing is there
/// twice, and the store goes on by itself.
/// </summary>
public sealed class PostgresRestartTests : IDisposable
{
    private const int Writers = 4;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _acknowledgements = new(0);
    private readonly SemaphoreSlim _failures = new(0);
    private volatile TaskCompletionSource _up = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isEnding;

    [Theory]
    [InlineData("fast")]
    [InlineData("immediate")]
    [InlineData("SIGKILL")]
    public async Task Batches_are_there_once_and_checkpoints_go_on(string how)
    {
        await using var server = await PostgresServer.StartAsync();
        await using var test = await TestStore.OpenAsync(new PostgresTestDatabase(() => Task.FromResult(server)));
        var sensors = await test.Store.Names.GetOrAddAsync(["a", "b", "c", "d"]);
        var writing = sensors.Select(sensor => Task.Run(() => AppendAsync(test, sensor))).ToList();
        var checkpointing = Task.Run(() => CheckpointAsync(test));
        for (var restart = 0; restart < 2; restart++)
        {
            await CountAsync(_acknowledgements, 40, "acknowledgements");
            await StopAsync(server, how);
            await CountAsync(_failures, Writers, "failures");
            await server.StartAgainAsync();
            _up.SetResult();
        }

        await CountAsync(_acknowledgements, 40, "acknowledgements after the last restart");
        _isEnding = true;
        var acknowledged = await Task.WhenAll(writing);
        await checkpointing;
        await test.CheckpointAsync();
        Assert.Equal(acknowledged.Sum(), test.Store.Journal.LastSequence);
        await using var restarted = await test.OpenCopyAsync();
        foreach (var (sensor, count) in sensors.Zip(acknowledged))
        {
            var kept = await restarted.Store.History.ReadAsync(sensor, 0, long.MaxValue);
            Assert.Equal(Enumerable.Range(0, count).Select(value => (double)value), kept.Select(sample => sample.Value));
        }
    }

    public void Dispose()
    {
        _acknowledgements.Dispose();
        _failures.Dispose();
    }

    private async Task StopAsync(PostgresServer server, string how)
    {
        _up = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        while (_failures.Wait(0))
        {
        }

        await (how == "SIGKILL" ? server.KillAsync() : server.StopAsync(how));
    }

    /// <summary>One batch after another, each tried until it is acknowledged, as the pipeline does. Returns how many.</summary>
    private async Task<int> AppendAsync(TestStore test, int sensor)
    {
        var value = 0;
        while (!_isEnding)
        {
            try
            {
                await test.TakeAsync(sensor, new Sample(Seeded.Start + value, value));
                value++;
                _acknowledgements.Release();
            }
            catch (StoreUnavailableException)
            {
                var up = _up.Task;
                _failures.Release();
                await up;
            }
        }

        return value;
    }

    private async Task CheckpointAsync(TestStore test)
    {
        while (!_isEnding)
        {
            try
            {
                // What is committed may not be buffered yet: then a later checkpoint takes it.
                await test.Store.CheckpointAsync(new Checkpoint(test.Store.Journal.CheckpointCursor, [], []));
                await test.Store.Audit.AppendAsync(1, "test", "checkpoint", "all");
            }
            catch (StoreUnavailableException)
            {
                await _up.Task;
            }
        }
    }

    private static async Task CountAsync(SemaphoreSlim events, int count, string what)
    {
        for (var i = 0; i < count; i++)
            Assert.True(await events.WaitAsync(Limit), $"Of {count} {what} only {i} came within {Limit}.");
    }
}
