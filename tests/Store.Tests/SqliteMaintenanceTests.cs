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

    [Theory]
    [InlineData("UPDATE journal SET data = zeroblob(9) WHERE sequence = 3", "journal", "Batch 3, acknowledged, is damaged.")]
    [InlineData("DELETE FROM journal WHERE sequence = 3", "journal", "Batches 3 to 3, acknowledged, are missing.")]
    [InlineData("UPDATE snapshot SET state = zeroblob(2)", "snapshot", "twin 1")]
    [InlineData("UPDATE snapshot SET since = since - 1", "snapshot", "twin 1")]
    [InlineData("UPDATE name SET name = 'other'", "name", "Name 0")]
    [InlineData("UPDATE chunk SET data = zeroblob(length(data))", "chunk", "sensor key 0")]
    [InlineData("UPDATE ledger SET version = version + 1", "ledger", "twin key 0")]
    [InlineData("UPDATE rollup SET total = zeroblob(3)", "rollup", "twin key 0")]
    [InlineData("UPDATE plant_version SET text = 'other'", "plant_version", "Plant version 1")]
    [InlineData("UPDATE archive SET data = zeroblob(length(data))", "archive", "batches 1 to 2")]
    [InlineData("UPDATE milestone SET cursor = cursor + 1", "milestone", "Milestone 1")]
    public async Task A_check_names_what_is_damaged_and_finds_it_only(string damage, string table, string text)
    {
        await using var whole = await FilledAsync();
        Assert.Empty(SqliteMaintenance.Check(DirectoryOf(whole)));
        await whole.Database.RunAsync(damage);

        var findings = SqliteMaintenance.Check(DirectoryOf(whole));
        Assert.All(findings, finding => Assert.Equal(table, finding.Table));
        Assert.Contains(text, findings[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Info_tells_what_there_is()
    {
        await using var test = await FilledAsync();
        var info = SqliteMaintenance.ReadInfo(DirectoryOf(test));
        Assert.Equal((2L, 4L, 2L), (info.Cursor, info.LastSequence, info.ArchivedSamples));
        Assert.Equal((1L, 2L), (info.Rows["chunk"], info.Rows["journal"]));
        Assert.Contains("twin.db", info.Bytes.Keys);
        Assert.Throws<StoreRefusedException>(() => SqliteMaintenance.ReadInfo(_place.FullName));
    }

    public void Dispose() => _place.Delete(recursive: true);

    /// <summary>Sequences 1 and 2 are in the checkpoint, 3 and 4 only in the journal.</summary>
    private static async Task<TestStore> FilledAsync()
    {
        var test = await TestStore.OpenAsync(TestDatabase.New(StoreKind.Sqlite));
        await test.AddSensorAsync();
        await test.Store.PlantVersions.AddAsync("plant: acme", "anna", 1, "first");
        await test.Store.PlantVersions.PutInForceAsync(1, Seeded.Start);
        await test.TakeAsync(0, Sample(1));
        await test.TakeAsync(0, Sample(2));
        var seeded = new Seeded(1);
        var row = seeded.Row(0, Seeded.Start, 1);
        while (row.Report.Slices.Count == 0)
            row = seeded.Row(0, Seeded.Start, 1);
        await test.Store.CheckpointAsync(new Checkpoint(2, [new(1, new byte[] { 1, 2 })], [row]));
        await test.TakeAsync(0, Sample(3));
        await test.TakeAsync(0, Sample(4));
        return test;
    }

    private static Sample Sample(int value) => new(Seeded.Start + value, value);

    private static string DirectoryOf(TestStore test) => ((SqliteTestDatabase)test.Database).Directory;
}
