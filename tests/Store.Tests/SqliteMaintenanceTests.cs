using Microsoft.Data.Sqlite;
using OrleansTwin.Store.Sqlite;
using OrleansTwin.Store.Tests.Databases;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Tests;

/// <summary>Backup, restore and check of a data directory.</summary>
public sealed class SqliteMaintenanceTests : IDisposable
{
    private readonly DirectoryInfo _place = Directory.CreateTempSubdirectory("orleans-twin-maintenance-");

    private string BackupFile => Path.Combine(_place.FullName, "twin.backup");

    private string Restored => Path.Combine(_place.FullName, "restored");

    [Fact]
    public async Task A_backup_taken_while_samples_come_in_is_the_store_at_one_moment()
    {
        await using var test = await FilledAsync();
        using var enough = new CancellationTokenSource();
        var first = test.Store.Journal.LastSequence;
        var coming = Task.Run(async () =>
        {
            for (var value = 0; !enough.IsCancellationRequested; value++)
            {
                await test.TakeAsync(0, Sample(1000 + value));
                if (value % 50 == 49)
                    await test.CheckpointAsync();
            }
        });
        var findings = await Task.Run(() => SqliteMaintenance.Backup(DirectoryOf(test), BackupFile));
        await enough.CancelAsync();
        await coming;

        Assert.Empty(findings);
        Assert.Empty(SqliteMaintenance.Restore(BackupFile, Restored, overwrite: false));
        await using var store = await SqliteTwinStore.OpenAsync(Restored);
        Assert.InRange(store.Journal.LastSequence, first, test.Store.Journal.LastSequence);
        await foreach (var batch in store.Journal.ReadAfterAsync(store.Journal.CheckpointCursor))
            store.History.Buffer(0, batch.Samples.Single().Sample, batch.Sequence);
        var samples = await store.History.ReadAsync(0, 0, long.MaxValue);

        // Batch by batch as they came: none is missing in between, none is there twice.
        Assert.Equal(await test.Store.History.ReadAsync(0, 0, long.MaxValue, samples.Length), samples);
        Assert.Equal(store.Journal.LastSequence, samples.Length);
    }

    [Fact]
    public async Task A_restored_store_goes_on_and_holds_the_journal_in_its_own_file_alone()
    {
        await using (var test = await FilledAsync())
            SqliteMaintenance.Backup(DirectoryOf(test), BackupFile);
        SqliteMaintenance.Restore(BackupFile, Restored, overwrite: false);
        for (var round = 0; round < 2; round++)
        {
            await using var store = await SqliteTwinStore.OpenAsync(Restored);
            Assert.Equal(4 + round, store.Journal.LastSequence);
            await store.Journal.AppendAsync(new JournalBatch(new SensorSample[] { new(0, Sample(9)) }, default));
        }

        using var connection = new SqliteConnection($"Data Source={Path.Combine(Restored, "twin.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM sqlite_master WHERE name = 'journal'";
        Assert.Equal(0L, command.ExecuteScalar());
        Assert.Empty(SqliteMaintenance.Check(Restored));
    }

    [Fact]
    public async Task Without_a_journal_that_is_damaged_as_a_file_everything_else_is_there()
    {
        var test = await FilledAsync();
        var journal = Path.Combine(DirectoryOf(test), "journal.db");
        await test.CheckpointAsync();
        await test.Store.DisposeAsync();
        await File.WriteAllBytesAsync(journal, [.. Enumerable.Repeat((byte)7, 8192)]);
        var refused = await Assert.ThrowsAsync<StoreCorruptedException>(
            () => SqliteTwinStore.OpenAsync(DirectoryOf(test)).AsTask());
        Assert.Contains($"{journal} is damaged", refused.Message, StringComparison.Ordinal);
        Assert.Contains("move the file away", refused.Message, StringComparison.Ordinal);
        foreach (var file in Directory.GetFiles(DirectoryOf(test), "journal.db*"))
            File.Delete(file);
        await using var store = await SqliteTwinStore.OpenAsync(DirectoryOf(test));
        Assert.Equal(4, (await store.History.ReadAsync(0, 0, long.MaxValue)).Length);
        Assert.Equal(5, await store.Journal.AppendAsync(new JournalBatch(new SensorSample[] { new(0, Sample(9)) }, default)));
    }

    [Fact]
    public async Task Restoring_over_a_store_is_refused_unless_told_and_never_under_a_process()
    {
        await using var test = await FilledAsync();
        SqliteMaintenance.Backup(DirectoryOf(test), BackupFile);
        Assert.Throws<StoreRefusedException>(() => SqliteMaintenance.Restore(BackupFile, DirectoryOf(test), overwrite: false));
        Assert.Throws<StoreRefusedException>(() => SqliteMaintenance.Restore(BackupFile, DirectoryOf(test), overwrite: true));

        await test.TakeAsync(0, Sample(50));
        await test.Store.DisposeAsync();
        SqliteMaintenance.Restore(BackupFile, DirectoryOf(test), overwrite: true);
        await using var store = await test.Database.OpenAsync(StoreOptions.Default);
        Assert.Equal(4, store.Journal.LastSequence);
    }

    [Fact]
    public async Task A_damaged_backup_is_not_restored()
    {
        await using (var test = await FilledAsync())
            SqliteMaintenance.Backup(DirectoryOf(test), BackupFile);
        var bytes = await File.ReadAllBytesAsync(BackupFile);
        bytes.AsSpan(bytes.Length / 2, 4096).Fill(0x5A);
        await File.WriteAllBytesAsync(BackupFile, bytes);

        Assert.NotEmpty(SqliteMaintenance.Restore(BackupFile, Restored, overwrite: false));
        Assert.False(Directory.Exists(Restored));
    }

    public void Dispose() => _place.Delete(recursive: true);

    private static Task<TestStore> FilledAsync() => CheckTests.FilledAsync(StoreKind.Sqlite);

    private static Sample Sample(int value) => new(Seeded.Start + value, value);

    private static string DirectoryOf(TestStore test) => ((SqliteTestDatabase)test.Database).Directory;
}
