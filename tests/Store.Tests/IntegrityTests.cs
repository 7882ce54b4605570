using OrleansTwin.Store.Tests.Databases;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Tests;

public abstract class IntegrityTests(StoreKind kind) : StoreContract(kind)
{
    [Theory]
    [InlineData("UPDATE journal SET data = substr(data, 2) WHERE sequence = 3", "Journal batch 3 is damaged")]
    [InlineData("UPDATE snapshot SET state = substr(state, 2)", "The snapshot of twin key 1 is damaged")]
    [InlineData("UPDATE snapshot SET twin = 2", "The snapshot of twin key 2 is damaged")]
    [InlineData("UPDATE name SET name = 'other'", "Name 0 is damaged")]
    [InlineData("UPDATE receipt SET data = substr(data, 2)", "Receipt block 1 is damaged")]
    public async Task Damage_to_what_recovery_needs_is_told_and_the_start_goes_on(string damage, string message)
    {
        await using var test = await TestStore.OpenAsync(await (await FilledAsync()).CloseAndRunAsync(damage));
        Assert.Contains(message, Assert.Single(test.Store.Damage.List()).Detail, StringComparison.Ordinal);
        Assert.Equal(4, test.Store.Journal.LastSequence);
        var replayed = 0;
        await foreach (var entry in test.Store.Journal.ReadAfterAsync(test.Store.Journal.CheckpointCursor))
            replayed += entry.Samples.Length;
        Assert.Equal(damage.Contains("journal", StringComparison.Ordinal) ? 1 : 2, replayed);
        await test.AddSensorAsync("acme/lyon/press-4");
        await test.CheckpointAsync();
    }

    [Theory]
    [InlineData("UPDATE ledger SET slices = substr(slices, 2)", DamageKind.LedgerRow)]
    [InlineData("UPDATE ledger SET version = 7", DamageKind.LedgerRow)]
    [InlineData("UPDATE rollup SET total = substr(total, 2)", DamageKind.LedgerSums)]
    [InlineData("UPDATE rollup SET start = start + 36000000000", DamageKind.LedgerSums)]
    public async Task Damage_to_the_ledger_is_told_when_it_is_read_and_set_aside(string damage, DamageKind kind)
    {
        await using var test = await TestStore.OpenAsync(await (await FilledAsync()).CloseAndRunAsync(damage));
        await ReadAllAsync(test.Store);
        Assert.Contains(test.Store.Damage.List(), told => told.Kind == kind && told.TwinKey == 0);
        await test.CheckpointAsync();
        await test.CheckpointAsync();
        await using var again = await TestStore.OpenAsync(await test.Database.CopyAsync());
        var before = again.Store.Damage.Count;
        Assert.True(before > 0);
        await ReadAllAsync(again.Store);
        Assert.Equal(before, again.Store.Damage.Count);
    }

    [Fact]
    public async Task Damaged_sums_are_answered_from_the_minutes()
    {
        var whole = await FilledAsync();
        var day = new DateTime(2026, 3, 2, 0, 0, 0, DateTimeKind.Utc).Ticks;
        var query = new ElementQuery(0, day, day + TimeSpan.TicksPerDay);
        var sum = await whole.Store.Ledger.SumAsync(query);
        await using var test = await TestStore.OpenAsync(
            await whole.CloseAndRunAsync("UPDATE rollup SET total = substr(total, 2)"));
        Assert.Equal(sum, await test.Store.Ledger.SumAsync(query));
        await test.CheckpointAsync();
        Assert.Equal(sum, await test.Store.Ledger.SumAsync(query));
    }

    [Fact]
    public async Task Sums_of_all_products_do_not_need_those_of_each()
    {
        var whole = await FilledAsync();
        var day = new DateTime(2026, 3, 2, 0, 0, 0, DateTimeKind.Utc).Ticks;
        var query = new ElementQuery(0, day, day + TimeSpan.TicksPerDay);
        var (sum, ofBolts) = (await whole.Store.Ledger.SumAsync(query), await whole.Store.Ledger.SumAsync(OfBolts(query)));
        await using var test = await TestStore.OpenAsync(
            await whole.CloseAndRunAsync("UPDATE rollup SET slices = substr(slices, 2)"));
        Assert.Equal(sum, await test.Store.Ledger.SumAsync(query));
        Assert.Empty(test.Store.Damage.List());
        Assert.Equal(ofBolts, await test.Store.Ledger.SumAsync(OfBolts(query)));
        Assert.NotEmpty(test.Store.Damage.List());
    }

    [Fact]
    public async Task A_row_takes_the_place_of_a_damaged_one_and_the_sums_are_right()
    {
        await using var test = await TestStore.OpenAsync(
            await (await FilledAsync()).CloseAndRunAsync("UPDATE ledger SET slices = substr(slices, 2)"));
        var row = new Seeded(5).Row(0, Seeded.Start, 9);
        await test.CheckpointAsync(row);
        var day = new DateTime(2026, 3, 2, 0, 0, 0, DateTimeKind.Utc).Ticks;
        var expected = default(OrleansTwin.Twins.Elements.ElementVector);
        foreach (var slice in row.Report.Slices)
            expected.Add(slice.Elements);
        Assert.Equal(expected, await test.Store.Ledger.SumAsync(new ElementQuery(0, day, day + TimeSpan.TicksPerDay)));
    }

    [Fact]
    public async Task A_damaged_plant_version_is_told_when_it_is_read()
    {
        await using var test = await TestStore.OpenAsync(
            await (await FilledAsync()).CloseAndRunAsync("UPDATE plant_version SET text = 'other'"));
        await Assert.ThrowsAsync<StoreCorruptedException>(() => test.Store.PlantVersions.ReadLatestAsync().AsTask());
    }

    [Fact]
    public async Task A_changed_audit_entry_shows_as_damaged()
    {
        var filled = await FilledAsync();
        await filled.Store.Audit.AppendAsync(1, "anna", "adopt", "press");
        await using var test = await TestStore.OpenAsync(await filled.CloseAndRunAsync("UPDATE audit SET actor = 'bob'"));
        Assert.Equal("damaged", Assert.Single(await test.Store.Audit.ReadAsync(10)).Action);
    }

    [Fact]
    public async Task Undamaged_it_is_all_read()
    {
        await using var test = await TestStore.OpenAsync(await (await FilledAsync()).CloseAndRunAsync("SELECT 1"));
        await ReadAllAsync(test.Store);
    }

    [Fact]
    public async Task A_closed_store_can_be_opened_again()
    {
        await using var again = await TestStore.OpenAsync(await (await FilledAsync()).CloseAsync());
        Assert.Equal(4, again.Store.Journal.LastSequence);
    }

    /// <summary>Sequences 1 and 2 are in the checkpoint, 3 and 4 only in the journal.</summary>
    private protected async Task<TestStore> FilledAsync()
    {
        var test = await OpenAsync();
        var sensor = await test.AddSensorAsync();
        await test.TakeAsync(sensor, [.. new Seeded(3).Ordered(20)]);
        var cursor = await test.Store.Journal.AppendAsync(new JournalBatch(default, new Receipt[] { new("http", 1, 1, "ok") }));
        var seeded = new Seeded(1);
        var row = seeded.Row(sensor, Seeded.Start, 1);
        while (row.Report.Slices.Count == 0)
            row = seeded.Row(sensor, Seeded.Start, 1);
        await test.Store.CheckpointAsync(new Checkpoint(cursor, [new(1, new byte[] { 1, 2 })], [row]));
        await test.Store.PlantVersions.AddAsync("plant: acme", "anna", 1, "first");
        await test.AppendAsync(sensor, new Sample(1, 1.0));
        await test.AppendAsync(sensor, new Sample(2, 1.0));
        return test;
    }

    private static ElementQuery OfBolts(in ElementQuery query) => query with { Product = "bolt" };

    private static async Task ReadAllAsync(ITwinStore store)
    {
        await store.History.ReadAsync(0, 0, long.MaxValue);
        var day = new DateTime(2026, 3, 2, 0, 0, 0, DateTimeKind.Utc).Ticks;
        await store.Ledger.SumAsync(new ElementQuery(0, day, day + TimeSpan.TicksPerDay));
        await store.Ledger.SumAsync(new ElementQuery(0, day, Seeded.Start + (30 * TimeSpan.TicksPerMinute)));
        await store.Ledger.ReadRowAsync(new LedgerRowKey(0, 0, Seeded.Start));
        Assert.NotNull(await store.PlantVersions.ReadLatestAsync());
    }
}

public sealed class SqliteIntegrityTests() : IntegrityTests(StoreKind.Sqlite)
{
    [Fact]
    public async Task A_file_that_is_no_database_is_told()
    {
        await using var database = new SqliteTestDatabase();
        await File.WriteAllBytesAsync(
            Path.Combine(database.Directory, "twin.db"), new byte[8192].Select((_, i) => (byte)i).ToArray());
        await Assert.ThrowsAsync<StoreCorruptedException>(() => database.OpenAsync(StoreOptions.Default));
    }

    [Fact]
    public async Task An_older_schema_is_brought_up_to_date_with_what_it_holds()
    {
        var filled = await FilledAsync();
        var older = (SqliteTestDatabase)await filled.CloseAndRunAsync(
            """
            ALTER TABLE unknown_tag DROP COLUMN source;
            ALTER TABLE unknown_tag DROP COLUMN kind;
            ALTER TABLE dead_letter DROP COLUMN detail;
            ALTER TABLE unknown_tag DROP COLUMN crc;
            ALTER TABLE dead_letter DROP COLUMN crc;
            ALTER TABLE audit DROP COLUMN crc;
            DROP TABLE pyramid;
            DROP TABLE damage;
            DELETE FROM meta WHERE key <> 'cursor';
            DELETE FROM snapshot;
            DELETE FROM ledger;
            ALTER TABLE snapshot DROP COLUMN since;
            ALTER TABLE ledger DROP COLUMN since;
            DROP TABLE milestone;
            DROP TABLE archive;
            DROP TABLE snapshot_past;
            DROP TABLE ledger_past;
            DROP TABLE alarm_change;
            DROP TABLE outbox;
            DROP TABLE outbox_target;
            DROP TABLE outbox_undelivered;
            DROP TABLE health;
            DROP TABLE work_order;
            DROP TABLE trained_model;
            DROP TABLE life_track;
            INSERT INTO unknown_tag (tag, first_ticks, last_ticks, count, value) VALUES ('a', 1, 2, 3, '4');
            PRAGMA user_version = 1;
            """);
        await older.MoveJournalIntoMainFileAsync();
        await using var test = await TestStore.OpenAsync(older);
        var batches = await test.Store.Journal.ReadAfterAsync(2).ToListAsync();
        Assert.Equal([3, 4], batches.Select(batch => batch.Sequence));
        var tag = Assert.Single(await test.Store.UnknownTags.ReadAsync());
        Assert.Equal(("a", "", 3), (tag.Tag, tag.Source, tag.Count));
    }

    [Fact]
    public async Task A_newer_schema_is_refused_and_left_alone()
    {
        await using var newer = await (await FilledAsync()).CloseAndRunAsync("PRAGMA user_version = 99");
        var refused = await Assert.ThrowsAsync<StoreRefusedException>(() => newer.OpenAsync(StoreOptions.Default));
        Assert.Contains("schema 99", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_in_use_is_refused_and_names_the_process()
    {
        await using var test = await OpenAsync();
        var refused = await Assert.ThrowsAsync<StoreRefusedException>(() => test.Database.OpenAsync(StoreOptions.Default));
        var owner = $"process {Environment.ProcessId} on {Environment.MachineName}.";
        Assert.Contains(owner, refused.Message, StringComparison.Ordinal);
    }
}

public sealed class PostgresIntegrityTests() : IntegrityTests(StoreKind.Postgres);
