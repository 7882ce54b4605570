using OrleansTwin.Peers;
using OrleansTwin.Store.Postgres;
using OrleansTwin.Store.Tests.Databases;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Tests;

/// <summary>A backup as docs/postgresql.md has it made.</summary>
public class PostgresDumpTests
{
    private const string Copy = "restored";

    [Fact]
    public async Task A_dump_taken_while_samples_come_in_is_restored_as_the_store_at_one_moment()
    {
        await using var test = await CheckTests.FilledAsync(StoreKind.Postgres);
        var (server, database) = (await PostgresServer.Shared, (PostgresTestDatabase)test.Database);
        var dump = Path.Combine(server.Directory, $"{database.Schema}.dump");
        using var enough = new CancellationTokenSource();
        var first = test.Store.Journal.LastSequence;
        var coming = Task.Run(async () =>
        {
            for (var value = 0; !enough.IsCancellationRequested; value++)
            {
                await test.TakeAsync(0, new Sample(Seeded.Start + 1000 + value, value));
                if (value % 50 == 49)
                    await test.CheckpointAsync();
            }
        });
        await server.UseAsync("pg_dump", "--format=custom", $"--schema={database.Schema}", $"--file={dump}", "postgres");
        await enough.CancelAsync();
        await coming;

        await server.UseAsync("createdb", Copy);
        await server.UseAsync("pg_restore", "--exit-on-error", "--single-transaction", $"--dbname={Copy}", dump);
        var restored = (await database.ConnectionStringAsync()).Replace("Database=postgres", $"Database={Copy}");
        Assert.Empty(PostgresMaintenance.Check(restored));
        await using var store = await PostgresTwinStore.OpenAsync(restored);
        Assert.InRange(store.Journal.LastSequence, first, test.Store.Journal.LastSequence);
        await foreach (var batch in store.Journal.ReadAfterAsync(store.Journal.CheckpointCursor))
            store.History.Buffer(0, batch.Samples.Single().Sample, batch.Sequence);
        var samples = await store.History.ReadAsync(0, 0, long.MaxValue);

        // Batch by batch as they came: none is missing in between, none is there twice.
        Assert.Equal(await test.Store.History.ReadAsync(0, 0, long.MaxValue, samples.Length), samples);
        Assert.Equal(store.Journal.LastSequence, samples.Length);
        Assert.Equal(store.Journal.LastSequence + 1, await store.Journal.AppendAsync(new JournalBatch(
            new SensorSample[] { new(0, new Sample(Seeded.Start + 1, 0)) }, default)));
    }
}
