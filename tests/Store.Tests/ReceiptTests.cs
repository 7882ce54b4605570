using OrleansTwin.Store.Tests.Databases;

namespace OrleansTwin.Store.Tests;

public abstract class ReceiptTests(StoreKind kind) : StoreContract(kind)
{
    [Fact]
    public async Task A_message_is_known_with_its_answer_once_its_batch_is_committed()
    {
        await using var test = await OpenAsync();
        UInt128 token = 4711;
        Assert.Equal(ReceiptState.Unknown, test.Store.Receipts.StateOf("http", token));
        var append = AppendAsync(test, new Receipt("http", token, 1, "{\"accepted\":3}"));
        Assert.NotEqual(ReceiptState.Unknown, test.Store.Receipts.StateOf("http", token));
        await append;
        Assert.Equal(ReceiptState.Committed, test.Store.Receipts.StateOf("http", token));
        Assert.True(test.Store.Receipts.TryGetAnswer("http", token, out var answer));
        Assert.Equal("{\"accepted\":3}", answer);
        Assert.Equal(ReceiptState.Unknown, test.Store.Receipts.StateOf("mqtt", token));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Receipts_survive_a_kill_before_and_after_a_checkpoint(bool hasCheckpoint)
    {
        await using var test = await OpenAsync();
        for (var i = 1; i <= 50; i++)
            await AppendAsync(test, new Receipt(i % 2 == 0 ? "mqtt" : "http", (UInt128)i, i, $"answer {i}"));
        if (hasCheckpoint)
            await test.CheckpointAsync();
        await AppendAsync(test, new Receipt("mqtt", 51, 51));
        await using var restarted = await test.OpenCopyAsync();
        for (var i = 1; i <= 50; i++)
        {
            Assert.True(restarted.Store.Receipts.TryGetAnswer(i % 2 == 0 ? "mqtt" : "http", (UInt128)i, out var answer));
            Assert.Equal($"answer {i}", answer);
        }

        Assert.Equal(ReceiptState.Committed, restarted.Store.Receipts.StateOf("mqtt", 51));
    }

    [Fact]
    public async Task A_source_keeps_its_newest_receipts_and_leaves_those_of_others_alone()
    {
        await using var test = await OpenAsync(new StoreOptions { ReceiptsPerSourceMax = 10 });
        await AppendAsync(test, new Receipt("http", 1, 1));
        for (var i = 1; i <= 35; i++)
        {
            await AppendAsync(test, new Receipt("mqtt", (UInt128)i, i));
            if (i % 4 == 0)
                await test.CheckpointAsync();
        }

        await test.CheckpointAsync();
        await test.CheckpointAsync();
        await using var restarted = await test.OpenCopyAsync();
        foreach (var store in new[] { test.Store, restarted.Store })
        {
            Assert.Equal(ReceiptState.Committed, store.Receipts.StateOf("http", 1));
            Assert.Equal(ReceiptState.Committed, store.Receipts.StateOf("mqtt", 26));
        }

        Assert.Equal(ReceiptState.Unknown, test.Store.Receipts.StateOf("mqtt", 25));
        Assert.Equal(25, test.Store.ReadCounters().ReceiptsForgotten);
        Assert.InRange(restarted.Store.ReadCounters().ReceiptsHeld, 11, 11 + 4);
    }

    [Fact]
    public async Task Receipts_older_than_the_retention_are_forgotten_at_the_next_message()
    {
        await using var test = await OpenAsync(new StoreOptions { ReceiptRetention = TimeSpan.FromTicks(100) });
        await AppendAsync(test, new Receipt("http", 1, 1000));
        await test.CheckpointAsync();
        await AppendAsync(test, new Receipt("http", 2, 1100));
        Assert.Equal(ReceiptState.Committed, test.Store.Receipts.StateOf("http", 1));
        await AppendAsync(test, new Receipt("http", 3, 1101));
        Assert.Equal(ReceiptState.Unknown, test.Store.Receipts.StateOf("http", 1));
        Assert.Equal(ReceiptState.Committed, test.Store.Receipts.StateOf("http", 2));
    }

    [Fact]
    public async Task The_source_unused_longest_is_forgotten_when_there_are_too_many()
    {
        await using var test = await OpenAsync(new StoreOptions { ReceiptSourcesMax = 2 });
        foreach (var source in new[] { "a", "b", "a", "c" })
            await AppendAsync(test, new Receipt(source, 1, 1));
        Assert.Equal(ReceiptState.Unknown, test.Store.Receipts.StateOf("b", 1));
        Assert.Equal(ReceiptState.Committed, test.Store.Receipts.StateOf("a", 1));
    }

    private static ValueTask<long> AppendAsync(TestStore test, params Receipt[] receipts) =>
        test.Store.Journal.AppendAsync(new JournalBatch(default, receipts));
}

public sealed class SqliteReceiptTests() : ReceiptTests(StoreKind.Sqlite);

public sealed class PostgresReceiptTests() : ReceiptTests(StoreKind.Postgres);
