using OrleansTwin.Store.Tests.Databases;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Tests;

/// <summary>A kill between the writes of the two files, and a write that the power cut short.</summary>
public sealed class SqliteCrashTests() : StoreContract(StoreKind.Sqlite)
{
    [Fact]
    public async Task A_kill_between_a_checkpoint_and_the_journals_truncation_replays_nothing_twice()
    {
        await using var test = await OpenAsync();
        var sensor = await test.AddSensorAsync();
        await test.TakeAsync(sensor, new Sample(Seeded.Start, 1.0));
        await test.Store.Journal.AppendAsync(new JournalBatch(default, new Receipt[] { new("http", 7, 1, "ok") }));
        var cursor = test.Store.Journal.LastSequence;
        await test.AppendAsync(sensor, new Sample(Seeded.Start + 1, 2.0));
        await using var before = (SqliteTestDatabase)await test.Database.CopyAsync();
        await test.Store.CheckpointAsync(new Checkpoint(cursor, [], []));
        var killed = (SqliteTestDatabase)await test.Database.CopyAsync();
        killed.Take(before, "journal.db*");

        await using var restarted = await TestStore.OpenAsync(killed);
        var batches = await restarted.Store.Journal.ReadAfterAsync(cursor).ToListAsync();
        Assert.Equal(2.0, Assert.Single(batches).Samples[0].Sample.Value);
        Assert.Equal(cursor, restarted.Store.Journal.CheckpointCursor);
        Assert.Single(await restarted.Store.History.ReadAsync(sensor, 0, long.MaxValue));
        Assert.Equal(ReceiptState.Committed, restarted.Store.Receipts.StateOf("http", 7));
        Assert.Equal(1, restarted.Store.ReadCounters().ReceiptsHeld);
        Assert.Equal(cursor + 2, await restarted.AppendAsync(sensor, new Sample(Seeded.Start + 2, 3.0)));
        await restarted.CheckpointAsync();
        Assert.Empty(await restarted.Store.Journal.ReadAfterAsync(cursor + 2).ToListAsync());
    }

    [Fact]
    public async Task A_main_file_older_than_the_journal_is_told_and_not_taken_for_a_beginning()
    {
        await using var test = await OpenAsync();
        var sensor = await test.AddSensorAsync();
        await using var before = (SqliteTestDatabase)await test.Database.CopyAsync();
        await test.AppendAsync(sensor, new Sample(1, 1.0));
        await test.CheckpointAsync();
        await test.AppendAsync(sensor, new Sample(2, 1.0));
        await using var mixed = (SqliteTestDatabase)await test.Database.CopyAsync();
        mixed.Take(before, "twin.db*");
        var told = await Assert.ThrowsAsync<StoreCorruptedException>(() => mixed.OpenAsync(StoreOptions.Default));
        Assert.Contains("Journal batch 1 is missing; the next one found is 2", told.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(4000)]
    public async Task A_torn_end_of_the_journal_loses_only_the_commit_that_was_torn(int bytes)
    {
        await using var test = await OpenAsync();
        var sensor = await test.AddSensorAsync();
        for (var i = 0; i < 10; i++)
            await test.AppendAsync(sensor, new Sample(i, i));
        var torn = (SqliteTestDatabase)await test.Database.CopyAsync();
        var log = new FileInfo(Path.Combine(torn.Directory, "journal.db-wal"));
        using (var file = log.OpenWrite())
            file.SetLength(file.Length - bytes);

        await using var restarted = await TestStore.OpenAsync(torn);
        var batches = await restarted.Store.Journal.ReadAfterAsync(0).ToListAsync();
        Assert.Equal(Enumerable.Range(1, 9).Select(i => (long)i), batches.Select(batch => batch.Sequence));
        Assert.Equal(10, await restarted.AppendAsync(sensor, new Sample(10, 10)));
    }

    [Fact]
    public async Task A_checkpoint_drops_all_batches_up_to_its_cursor_in_slices()
    {
        await using var test = await OpenAsync();
        var sensor = await test.AddSensorAsync();
        await Task.WhenAll(Enumerable.Range(0, 600).Select(i => test.AppendAsync(sensor, new Sample(i, i)).AsTask()));
        Assert.Equal(590, (await test.Store.CheckpointAsync(new Checkpoint(590, [], []))).BatchesTruncated);
        Assert.Equal(10, (await test.Store.Journal.ReadAfterAsync(590).ToListAsync()).Count);
        await using var restarted = await test.OpenCopyAsync();
        Assert.Equal(600, restarted.Store.Journal.LastSequence);
    }
}
