using OrleansTwin.Store.Archive;
using OrleansTwin.Store.Tests.Databases;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Tests;

/// <summary>What a store keeps for replays, and for how long.</summary>
public abstract class ArchiveTests(StoreKind kind)
{
    private const int Sensor = 0;
    private static readonly long Start = new DateTime(2026, 3, 2, 8, 0, 0, DateTimeKind.Utc).Ticks;

    [Fact]
    public async Task Truncated_batches_are_read_from_the_archive_and_the_rest_from_the_journal()
    {
        await using var store = await OpenAsync(new ArchiveOptions());
        for (var minute = 0; minute < 6; minute++)
        {
            await store.TakeAsync(Sensor, At(minute));
            if (minute % 2 == 1 && minute < 5)
                await store.CheckpointAsync();
        }

        await using var past = await store.Database.OpenPastAsync();
        Assert.Equal([1L, 2, 3, 4, 5, 6], (await ReadAsync(past, 0, 99)).Select(batch => batch.Sequence));
        Assert.Equal([3L, 4, 5], (await ReadAsync(past, 2, 5)).Select(batch => batch.Sequence));
        Assert.Equal(6, past.LastSequence);
        Assert.Equal(At(3), (await ReadAsync(past, 3, 4)).Single().Samples.Single().Sample);
    }

    [Fact]
    public async Task History_is_read_up_to_the_newest_batch_whether_it_is_in_a_checkpoint_or_in_the_journal()
    {
        await using var store = await OpenAsync(new ArchiveOptions());
        await store.TakeAsync(Sensor, At(0), At(1), At(2));
        await store.CheckpointAsync();
        await store.TakeAsync(Sensor, At(1), At(3), At(4));
        await using var past = await store.Database.OpenPastAsync();
        await store.TakeAsync(Sensor, At(5));
        async Task<Sample[]> ReadAsync(int fromMinute, int limit) => await past.ReadHistoryAsync(
            Sensor, At(fromMinute).SourceTicks, At(4).SourceTicks + 1, limit);

        Assert.Equal([At(0), At(1), At(2), At(3), At(4)], await ReadAsync(0, int.MaxValue));
        Assert.Equal([At(1), At(2), At(3)], await ReadAsync(1, 3));
        Assert.Equal("plant", (await past.ReadLatestPlantAsync())?.Text);
    }

    [Fact]
    public async Task A_moment_is_the_last_batch_that_had_come_by_the_clock_as_it_stood()
    {
        await using var store = await OpenAsync(new ArchiveOptions());
        foreach (var minute in new[] { 0, 10, 20, 5, 8, 30 })
            await store.TakeAsync(Sensor, At(minute));
        await store.CheckpointAsync();
        await using var past = await store.Database.OpenPastAsync();

        Assert.Null(await past.FindBatchAsync(Start - 1));
        Assert.Equal(1, (await past.FindBatchAsync(Start))?.Sequence);

        // The clock was set back after the third batch: of two stretches the later one is meant.
        Assert.Equal(4, (await past.FindBatchAsync(Start + (7 * TimeSpan.TicksPerMinute)))?.Sequence);
        Assert.Equal(5, (await past.FindBatchAsync(Start + (15 * TimeSpan.TicksPerMinute)))?.Sequence);
        Assert.Equal(6, (await past.FindBatchAsync(long.MaxValue))?.Sequence);
    }

    [Fact]
    public async Task History_at_a_milestone_is_what_had_come_by_then_also_where_a_sample_came_twice()
    {
        await using var store = await OpenAsync(new ArchiveOptions { MilestonePeriod = TimeSpan.FromMinutes(5) });
        var (twice, late) = (At(1), At(2) with { ReceiveTicks = At(9).SourceTicks });
        await store.TakeAsync(Sensor, At(0), twice);
        await store.TakeAsync(Sensor, At(6));
        await store.CheckpointAsync();
        await store.TakeAsync(Sensor, twice, late);
        await store.TakeAsync(Sensor, At(12));
        await store.CheckpointAsync();
        await using var past = await store.Database.OpenPastAsync();

        Assert.Equal([0L, 2, 4], past.Milestones.Select(milestone => milestone.Cursor));
        Assert.Empty(await past.ReadSamplesAsync(past.Milestones[0], Sensor, 0, long.MaxValue));
        Assert.Equal([At(0), twice, At(6)], await past.ReadSamplesAsync(past.Milestones[1], Sensor, 0, long.MaxValue));
        Assert.Equal(
            [At(0), twice, late, At(6), At(12)], await past.ReadSamplesAsync(past.Milestones[2], Sensor, 0, long.MaxValue));
    }

    [Fact]
    public async Task What_is_older_than_the_retention_goes_a_milestone_at_a_time()
    {
        var options = new ArchiveOptions { MilestonePeriod = TimeSpan.FromMinutes(10), Retention = TimeSpan.FromMinutes(30) };
        await using var store = await OpenAsync(options);
        for (var minute = 0; minute < 120; minute++)
        {
            await store.TakeAsync(Sensor, At(minute));
            await store.CheckpointAsync();
        }

        await using var past = await store.Database.OpenPastAsync();
        Assert.InRange(past.Milestones.Count, 3, 5);
        Assert.InRange(Start + (119 * TimeSpan.TicksPerMinute) - past.Milestones[1].AtTicks, 0, options.Retention.Ticks);
        Assert.Equal(past.Milestones[0].Cursor + 1, (await ReadAsync(past, past.Milestones[0].Cursor, 120))[0].Sequence);
        await Assert.ThrowsAsync<StoreCorruptedException>(() => ReadAsync(past, 0, 120));
    }

    [Fact]
    public async Task What_is_too_much_goes_before_its_time()
    {
        await using var store = await OpenAsync(new ArchiveOptions { BytesMax = 40_000 });
        var random = new Random(1);
        for (var batch = 0; batch < 200; batch++)
        {
            var noise = Enumerable.Range(0, 100).Select(
                i => At(batch) with { SourceTicks = Start + i, Value = random.NextDouble() });
            await store.TakeAsync(Sensor, [.. noise]);
            await store.CheckpointAsync();
            Assert.InRange(store.Store.ReadCounters().ArchiveBytes, 0, 40_000 * 9 / 8);
        }

        await using var past = await store.Database.OpenPastAsync();
        Assert.InRange(past.Milestones.Count, 4, 12);
        Assert.NotEmpty(await ReadAsync(past, past.Milestones[0].Cursor, 200));
    }

    [Fact]
    public async Task A_store_whose_archive_is_turned_off_keeps_nothing_and_begins_anew_when_it_is_turned_on()
    {
        await using var store = await OpenAsync(new ArchiveOptions());
        await store.TakeAsync(Sensor, At(0));
        await store.CheckpointAsync();
        var database = await store.CloseAsync();

        var off = new StoreOptions { Archive = new ArchiveOptions { Retention = TimeSpan.Zero } };
        await using (var without = await database.OpenAsync(off))
        {
            await without.PlantVersions.PutInForceAsync(1, Start);
            Assert.Equal(0, without.ReadCounters().ArchiveBytes);
        }

        await using (var none = await database.OpenPastAsync())
            Assert.Empty(none.Milestones);
        await using var again = await database.OpenAsync(StoreOptions.Default);
        await again.PlantVersions.PutInForceAsync(1, Start);
        await using var past = await database.OpenPastAsync();
        Assert.Equal((1L, 1L), (past.Milestones.Single().Number, past.Milestones.Single().Cursor));
    }

    [Fact]
    public async Task A_damaged_block_is_told_and_moments_behind_the_next_milestone_are_not_touched()
    {
        await using var store = await OpenAsync(new ArchiveOptions { MilestonePeriod = TimeSpan.FromMinutes(5) });
        for (var minute = 0; minute < 12; minute++)
        {
            await store.TakeAsync(Sensor, At(minute));
            await store.CheckpointAsync();
        }

        await store.Database.RunAsync("UPDATE archive SET data = substr(data, 2) WHERE first_sequence = 3");
        await using var past = await store.Database.OpenPastAsync();
        var failure = await Assert.ThrowsAsync<StoreCorruptedException>(() => ReadAsync(past, 0, 4));
        Assert.Contains("batches 3 to 3", failure.Message);
        Assert.Equal(2, (await ReadAsync(past, 0, 2)).Count);
        Assert.NotEmpty(await ReadAsync(past, past.Milestones[1].Cursor, 12));
    }

    private static Sample At(int minute) => new(Start + (minute * TimeSpan.TicksPerMinute), minute);

    private async Task<TestStore> OpenAsync(ArchiveOptions archive)
    {
        var store = await TestStore.OpenAsync(TestDatabase.New(kind), new StoreOptions { Archive = archive });
        await store.AddSensorAsync();
        await store.Store.PlantVersions.AddAsync("plant", "test", Start, "");
        await store.Store.PlantVersions.PutInForceAsync(1, Start);
        return store;
    }

    private static async Task<List<JournalEntry>> ReadAsync(IPast past, long after, long to)
    {
        List<JournalEntry> batches = [];
        await foreach (var batch in past.ReadBatchesAsync(after, to))
            batches.Add(batch);
        return batches;
    }
}

public sealed class SqliteArchiveTests() : ArchiveTests(StoreKind.Sqlite);

public sealed class PostgresArchiveTests() : ArchiveTests(StoreKind.Postgres);
