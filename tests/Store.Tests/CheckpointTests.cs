using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Tests;

public sealed class CheckpointTests
{
    [Fact]
    public async Task Snapshots_are_those_of_the_last_checkpoint()
    {
        await using var test = await TestStore.OpenAsync();
        var sensor = await test.AddSensorAsync();
        var first = await test.AppendAsync(sensor, new Sample(1, 1.0));
        Snapshot[] snapshots = [new(1, new byte[] { 1 }), new(2, new byte[] { 2 }), new(3, default)];
        await test.Store.CheckpointAsync(new Checkpoint(first, snapshots, []));
        var second = await test.AppendAsync(sensor, new Sample(2, 2.0));
        await test.Store.CheckpointAsync(new Checkpoint(second, [new(2, new byte[] { 22 })], [], Forgotten: [3]));
        await using var restarted = await test.OpenCopyAsync();
        var read = await restarted.Store.Snapshots.ReadAllAsync().ToListAsync();
        Assert.Equal(["1: 01", "2: 16"], read.Select(twin => $"{twin.TwinKey}: {Convert.ToHexString(twin.State.Span)}"));
        Assert.Null(await restarted.Store.Snapshots.ReadAsync(3));
        Assert.Equal(second, restarted.Store.Journal.CheckpointCursor);
        Assert.Empty(await restarted.Store.Journal.ReadAfterAsync(second).ToListAsync());
        Assert.Equal(second + 1, await restarted.AppendAsync(sensor, new Sample(3, 3.0)));
    }

    [Fact]
    public async Task Many_snapshots_are_read_in_order_across_pages()
    {
        await using var test = await TestStore.OpenAsync();
        Snapshot[] snapshots = [.. Enumerable.Range(0, 3000).Select(key => new Snapshot(key, BitConverter.GetBytes(key)))];
        await test.Store.CheckpointAsync(new Checkpoint(0, snapshots, []));
        var read = await test.Store.Snapshots.ReadAllAsync().ToListAsync();
        Assert.Equal(snapshots.Select(snapshot => snapshot.TwinKey), read.Select(snapshot => snapshot.TwinKey));
        Assert.All(read, snapshot => Assert.Equal(snapshot.TwinKey, BitConverter.ToInt32(snapshot.State.Span)));
    }

    [Fact]
    public async Task A_cursor_ahead_of_the_journal_or_behind_the_last_checkpoint_is_refused()
    {
        await using var test = await TestStore.OpenAsync();
        var sensor = await test.AddSensorAsync();
        await test.AppendAsync(sensor, new Sample(1, 1.0));
        await test.AppendAsync(sensor, new Sample(2, 1.0));
        await test.CheckpointAsync();
        foreach (var cursor in new[] { 1, 3 })
        {
            var checkpoint = new Checkpoint(cursor, [], []);
            await Assert.ThrowsAsync<ArgumentException>(() => test.Store.CheckpointAsync(checkpoint).AsTask());
        }

        await Assert.ThrowsAsync<ArgumentException>(async () => await test.Store.Journal.ReadAfterAsync(1).ToListAsync());
    }

    [Fact]
    public async Task A_checkpoint_that_fails_leaves_all_as_it_was_and_the_next_one_takes_it_along()
    {
        await using var test = await TestStore.OpenAsync(new StoreOptions { DatabaseBytesMax = 600 * 1024 });
        var sensor = await test.AddSensorAsync();
        var sequence = await test.TakeAsync(sensor, new Sample(Seeded.Start, 1.0));
        test.Store.DeadLetters.Add(new DeadLetter(0, 1, "mqtt", "a/b", "malformed", "no number", 1, "x"u8.ToArray()));
        var tooLarge = new Checkpoint(sequence, [new(1, new byte[1024 * 1024])], []);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => test.Store.CheckpointAsync(tooLarge).AsTask());
        Assert.Equal((0, 1), (test.Store.Journal.CheckpointCursor, test.Store.History.BufferedSamples));
        Assert.Single(await test.Store.Journal.ReadAfterAsync(0).ToListAsync());
        await test.CheckpointAsync();
        await using var restarted = await test.OpenCopyAsync();
        Assert.Single(await restarted.Store.History.ReadAsync(sensor, 0, long.MaxValue));
        Assert.Equal("no number", Assert.Single(restarted.Store.DeadLetters.List(10)).Detail);
    }

    [Fact]
    public async Task Appends_go_on_while_a_checkpoint_runs()
    {
        await using var test = await TestStore.OpenAsync();
        var sensor = await test.AddSensorAsync();
        await test.TakeAsync(sensor, [.. new Seeded(1).Ordered(5000)]);
        var checkpoint = test.CheckpointAsync().AsTask();
        var appends = Enumerable.Range(0, 100).Select(i => test.AppendAsync(sensor, new Sample(i, i)).AsTask()).ToList();
        await Task.WhenAll([checkpoint, .. appends]);
        Assert.Equal(100, (await test.Store.Journal.ReadAfterAsync((await checkpoint).Cursor).ToListAsync()).Count);
    }
}
