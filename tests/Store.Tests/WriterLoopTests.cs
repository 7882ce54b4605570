using OrleansTwin.Store.Sql;
using OrleansTwin.Store.Sqlite;

namespace OrleansTwin.Store.Tests;

public sealed class WriterLoopTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("orleans-twin-store-").FullName;
    private SqliteSource? _source;

    [Fact]
    public async Task A_failed_write_is_rolled_back_and_the_next_one_goes_on()
    {
        await using var loop = Open();
        await loop.RunAsync(database => Run(database, "CREATE TABLE t (a)"));
        await Assert.ThrowsAsync<StoreUnavailableException>(
            () => loop.RunAsync(database => Run(database, "INSERT INTO t VALUES (1)") && Lose()).AsTask());
        Assert.Equal(0, await loop.RunAsync(database => database.Number("SELECT count(*) FROM t") ?? -1));
        Assert.Equal(1, loop.Failures);
    }

    [Fact]
    public async Task A_lost_connection_is_replaced()
    {
        await using var loop = Open();
        await loop.RunAsync(database => Run(database, "CREATE TABLE t (a); INSERT INTO t VALUES (1)"));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => loop.RunAsync(database =>
        {
            Run(database, "INSERT INTO t VALUES (2)");
            database.Dispose();
            return Lose();
        }).AsTask());
        Assert.Equal(1, await loop.RunAsync(database => database.Number("SELECT count(*) FROM t") ?? -1));
    }

    [Fact]
    public async Task Closing_finishes_what_is_queued()
    {
        var loop = Open();
        var writes = Enumerable.Range(0, 20).Select(i => loop.RunAsync(_ => i).AsTask()).ToList();
        await loop.DisposeAsync();
        Assert.Equal(Enumerable.Range(0, 20), await Task.WhenAll(writes));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => loop.RunAsync(_ => 1).AsTask());
    }

    public void Dispose()
    {
        _source?.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private WriterLoop Open()
    {
        _source = new SqliteSource(_directory, StoreOptions.Default);
        return new WriterLoop("writer", _source.OpenWriter, StoreOptions.Default);
    }

    private static bool Run(SqlDatabase database, string sql)
    {
        ((SqliteDatabase)database).Run(sql);
        return true;
    }

    private static bool Lose() => throw new StoreUnavailableException("lost");
}
