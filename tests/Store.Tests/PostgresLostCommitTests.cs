using OrleansTwin.Peers;
using OrleansTwin.Store.Tests.Databases;
using OrleansTwin.Twins.Samples;
using Cut = OrleansTwin.Store.Tests.Databases.CuttingProxy.Cut;

namespace OrleansTwin.Store.Tests;

/// <summary>The connection is lost during a commit: whether it was done or not, what is told is what is true.</summary>
public sealed class PostgresLostCommitTests
{
    [Theory]
    [InlineData(nameof(Cut.BeforeCommit))]
    [InlineData(nameof(Cut.AfterCommit))]
    public async Task An_append_is_told_as_failed_and_tried_again_it_is_there_once(string cut)
    {
        await using var proxy = new CuttingProxy(await PostgresServer.Shared);
        await using var test = await TestStore.OpenAsync(new PostgresTestDatabase(proxy.Directory));
        var sensor = await test.AddSensorAsync();
        await test.AppendAsync(sensor, new Sample(1, 1.0));
        proxy.Arm(Enum.Parse<Cut>(cut));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => test.AppendAsync(sensor, new Sample(2, 2.0)).AsTask());
        Assert.Equal(1, test.Store.Journal.LastSequence);
        Assert.Equal(2, await test.AppendAsync(sensor, new Sample(2, 2.0)));
        var entries = await test.Store.Journal.ReadAfterAsync(0).ToListAsync();
        Assert.Equal([1.0, 2.0], entries.Select(entry => Assert.Single(entry.Samples).Sample.Value));
    }

    [Fact]
    public async Task A_checkpoint_that_was_done_is_told_as_done()
    {
        await using var proxy = new CuttingProxy(await PostgresServer.Shared);
        await using var test = await TestStore.OpenAsync(new PostgresTestDatabase(proxy.Directory));
        var sensor = await test.AddSensorAsync();
        await test.TakeAsync(sensor, [.. new Seeded(1).Ordered(50)]);
        test.Store.DeadLetters.Add(new DeadLetter(0, 1, "mqtt", "a/b", "malformed", "no number", 1, "x"u8.ToArray()));
        proxy.Arm(Cut.AfterCommit);
        Assert.Equal(1, (await test.CheckpointAsync()).Cursor);
        Assert.Equal((1, 0), (test.Store.Journal.CheckpointCursor, test.Store.History.BufferedSamples));
        await test.CheckpointAsync();
        await using var restarted = await test.OpenCopyAsync();
        Assert.Equal(50, (await restarted.Store.History.ReadAsync(sensor, 0, long.MaxValue)).Length);
        Assert.Single(restarted.Store.DeadLetters.List(10));
    }

    [Fact]
    public async Task A_checkpoint_that_was_not_done_changes_nothing_and_the_next_one_takes_it_along()
    {
        await using var proxy = new CuttingProxy(await PostgresServer.Shared);
        await using var test = await TestStore.OpenAsync(new PostgresTestDatabase(proxy.Directory));
        var sensor = await test.AddSensorAsync();
        await test.TakeAsync(sensor, [.. new Seeded(1).Ordered(50)]);
        proxy.Arm(Cut.BeforeCommit);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => test.CheckpointAsync().AsTask());
        Assert.Equal((0, 50), (test.Store.Journal.CheckpointCursor, test.Store.History.BufferedSamples));
        await test.CheckpointAsync();
        await using var restarted = await test.OpenCopyAsync();
        Assert.Equal(50, (await restarted.Store.History.ReadAsync(sensor, 0, long.MaxValue)).Length);
    }

    [Fact]
    public async Task Names_and_audit_entries_are_given_once()
    {
        await using var proxy = new CuttingProxy(await PostgresServer.Shared);
        await using var test = await TestStore.OpenAsync(new PostgresTestDatabase(proxy.Directory));
        proxy.Arm(Cut.AfterCommit);
        Assert.Equal((int[])[0, 1], await test.Store.Names.GetOrAddAsync(["a", "b"]));
        proxy.Arm(Cut.BeforeCommit);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => test.Store.Names.GetOrAddAsync(["c"]).AsTask());
        Assert.Equal((int[])[2, 1], await test.Store.Names.GetOrAddAsync(["c", "b"]));
        proxy.Arm(Cut.AfterCommit);
        Assert.Equal(1, await test.Store.Audit.AppendAsync(1, "anna", "plant.replace", "plant"));
        Assert.Single(await test.Store.Audit.ReadAsync(10));
    }
}
