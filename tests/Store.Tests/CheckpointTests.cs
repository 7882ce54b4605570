using OrleansTwin.Store.Tests.Databases;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Tests;

public abstract class CheckpointTests(StoreKind kind) : StoreContract(kind)
{
    [Fact]
    public async Task Snapshots_are_those_of_the_last_checkpoint()
    {
        await using var test = await OpenAsync();
        var sensor = await test.AddSensorAsync();
        var first = await test.AppendAsync(sensor, new Sample(1, 1.0));
        Snapshot[] snapshots = [new(1, new byte[] { 1 }), new(2, new byte[] { 2 }), new(3, default)];
        await test.Store.CheckpointAsync(new Checkpoint(first, snapshots, []));
        var second = await test.AppendAsync(sensor, new Sample(2, 2.0));
        await test.Store.CheckpointAsync(new Checkpoint(second, [new(2, new byte[] { 22 })], [], Forgotten: [3]));
        await using var restarted = await test.OpenCopyAsync();
        var read = await restarted.Store.Snapshots.ReadAllAsync().ToListAsync();
        Assert.Equal(["1: 01", "2: 16"], read.Select(twin => $"{twin.TwinKey}: {Convert.ToHexString(twin.State.Span)}"));
        Assert.Equal(second, restarted.Store.Journal.CheckpointCursor);
        Assert.Empty(await restarted.Store.Journal.ReadAfterAsync(second).ToListAsync());
        Assert.Equal(second + 1, await restarted.AppendAsync(sensor, new Sample(3, 3.0)));
    }

    [Fact]
    public async Task Many_snapshots_are_read_in_order_across_pages()
    {
        await using var test = await OpenAsync();
        Snapshot[] snapshots = [.. Enumerable.Range(0, 3000).Select(key => new Snapshot(key, BitConverter.GetBytes(key)))];
        await test.Store.CheckpointAsync(new Checkpoint(0, snapshots, []));
        var read = await test.Store.Snapshots.ReadAllAsync().ToListAsync();
        Assert.Equal(snapshots.Select(snapshot => snapshot.TwinKey), read.Select(snapshot => snapshot.TwinKey));
        Assert.All(read, snapshot => Assert.Equal(snapshot.TwinKey, BitConverter.ToInt32(snapshot.State.Span)));
    }

    [Fact]
    public async Task A_cursor_ahead_of_the_journal_or_behind_the_last_checkpoint_is_refused()
    {
        await using var test = await OpenAsync();
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
    public async Task Appends_go_on_while_a_checkpoint_runs()
    {
        await using var test = await OpenAsync();
        var sensor = await test.AddSensorAsync();
        await test.TakeAsync(sensor, [.. new Seeded(1).Ordered(5000)]);
        var checkpoint = test.CheckpointAsync().AsTask();
        var appends = Enumerable.Range(0, 100).Select(i => test.AppendAsync(sensor, new Sample(i, i)).AsTask()).ToList();
        await Task.WhenAll([checkpoint, .. appends]);
        Assert.Equal(100, (await test.Store.Journal.ReadAfterAsync((await checkpoint).Cursor).ToListAsync()).Count);
    }
}

public sealed class SqliteCheckpointTests() : CheckpointTests(StoreKind.Sqlite);

public sealed class PostgresCheckpointTests() : CheckpointTests(StoreKind.Postgres);
