using OrleansTwin.Store.Buffers;
using OrleansTwin.Store.Tests.Databases;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Tests;

/// <summary>Batches that stay in the journal behind the checkpoint, until somebody has them or they are too many.</summary>
public abstract class JournalKeepTests(StoreKind kind) : StoreContract(kind)
{
    private static readonly StoreOptions Keeping = new() { JournalKeptBytesMax = 64 << 20 };

    [Fact]
    public async Task What_a_checkpoint_has_stays_readable_until_it_is_released_over_a_restart_too()
    {
        await using var test = await OpenAsync(Keeping);
        await FillAsync(test, 10);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], await ReadAsync(test, 0));
        await using var next = await AgainAsync(test, Keeping);
        Assert.Equal((10, 0), (next.Store.Journal.CheckpointCursor, next.Store.Journal.KeptAfter));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], await ReadAsync(next, 0));

        next.Store.Journal.Release(7);
        await next.CheckpointAsync();
        Assert.Equal(7, next.Store.Journal.KeptAfter);
        Assert.Equal([8, 9, 10], await ReadAsync(next, 7));
        var tooOld = await Assert.ThrowsAsync<ArgumentException>(() => ReadAsync(next, 6));
        Assert.Contains("begins after 7", tooOld.Message, StringComparison.Ordinal);
        await using var last = await AgainAsync(next, Keeping);
        Assert.Equal(7, last.Store.Journal.KeptAfter);
    }

    [Fact]
    public async Task A_store_lets_go_of_what_was_kept_when_it_is_told_to_and_not_where_nothing_is_said()
    {
        await using var test = await OpenAsync(Keeping);
        await FillAsync(test, 3);
        await using (var other = await AgainAsync(test, new StoreOptions()))
            Assert.Equal([1, 2, 3], await ReadAsync(other, 0));
        await using var next = await AgainAsync(test, new StoreOptions { JournalKeptBytesMax = 0 });
        Assert.Equal(3, next.Store.Journal.KeptAfter);
        Assert.Empty(await ReadAsync(next, 3));
    }

    [Fact]
    public async Task Where_they_are_too_many_the_oldest_go_and_the_newest_stay()
    {
        var small = new StoreOptions { JournalKeptBytesMax = 300_000 };
        await using var test = await OpenAsync(small);
        await FillAsync(test, 100, texts: 10_000);
        var kept = test.Store.Journal.KeptAfter;
        Assert.InRange(kept, 50, 95);
        Assert.InRange(test.Store.ReadCounters().JournalBytesKept, 1, 300_000);
        Assert.Equal(100 - kept, (await ReadAsync(test, kept)).Count);

        await using var next = await AgainAsync(test, small);
        await FillAsync(next, 1);
        Assert.InRange(next.Store.Journal.KeptAfter, kept, 100);
        Assert.Equal(101, (await ReadAsync(next, next.Store.Journal.KeptAfter))[^1]);
    }

    [Fact]
    public async Task A_kept_batch_that_is_damaged_is_told_and_holds_up_none_behind_it()
    {
        await using var test = await OpenAsync(Keeping);
        await FillAsync(test, 6);
        await using var next = await AgainAsync(test, Keeping, "UPDATE journal SET crc = crc + 1 WHERE sequence = 3");
        var read = await next.Store.Journal.ReadAfterAsync(0).ToListAsync();
        Assert.Equal([1, 1, 0, 1, 1, 1], read.Select(entry => entry.Samples.Length));
        Assert.Contains("Journal batch 3", next.Store.Damage.List()[0].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_kept_takes_nothing_of_the_room_of_what_waits_for_a_checkpoint()
    {
        await using var test = await OpenAsync(new StoreOptions { JournalKeptBytesMax = 8 << 20, JournalBytesMax = 1 << 20 });
        await FillAsync(test, 200, texts: 20_000);
        Assert.InRange(test.Store.ReadCounters().JournalBytesKept, 4 << 20, 8 << 20);
        Assert.Equal(0, test.Store.ReadCounters().JournalBytesHeld);
        Assert.True(test.Store.Journal.HasRoomFor(500_000));
    }

    private static async Task FillAsync(TestStore test, int batches, int texts = 0)
    {
        var sensor = await test.AddSensorAsync();
        var random = new Random(1);
        for (var i = 0; i < batches; i++)
        {
            var text = texts == 0 ? null : string.Create(texts, random, (to, from) => from.GetItems<char>("abcdefgh", to));
            await test.AppendAsync(sensor, new Sample(i, i, i, i, Quality.Good, text));
            if (i % 2 == 1)
                await test.CheckpointAsync();
        }

        await test.CheckpointAsync();
    }

    /// <summary>As a kill leaves it, with another start.</summary>
    private static async Task<TestStore> AgainAsync(TestStore test, StoreOptions options, string? sql = null)
    {
        var copy = await test.Database.CopyAsync();
        if (sql is not null)
            await copy.RunAsync(sql);
        return await TestStore.OpenAsync(copy, options);
    }

    private static async Task<List<long>> ReadAsync(TestStore test, long after) =>
        [.. (await test.Store.Journal.ReadAfterAsync(after).ToListAsync()).Select(entry => entry.Sequence)];
}

public sealed class SqliteJournalKeepTests() : JournalKeepTests(StoreKind.Sqlite);

public sealed class PostgresJournalKeepTests() : JournalKeepTests(StoreKind.Postgres);

public sealed class JournalKeepCountTests
{
    [Fact]
    public void Room_that_batches_need_is_made_by_the_oldest_as_far_as_it_takes()
    {
        var keep = new JournalKeep();
        keep.Begin(bytesMax: 1000, after: 100, to: 200, bytes: 2000);
        Assert.Equal(150, keep.Due());
        keep.Dropped(150);
        Assert.Equal((150, 1000), (keep.After, keep.Bytes));
        keep.Add(210, 100);
        Assert.Equal(155, keep.Due());
        keep.Release(180);
        Assert.Equal(180, keep.Due());
        keep.Release(205);
        Assert.Equal(205, keep.Due());
        keep.Dropped(205);
        Assert.Equal((205, 50), (keep.After, keep.Bytes));
        keep.Release(500);
        Assert.Equal(210, keep.Due());
    }
}
