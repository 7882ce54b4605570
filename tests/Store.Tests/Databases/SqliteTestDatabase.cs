using Microsoft.Data.Sqlite;
using OrleansTwin.Store.Sqlite;

namespace OrleansTwin.Store.Tests.Databases;

/// <summary>A data directory of the test's own.</summary>
internal sealed class SqliteTestDatabase : TestDatabase
{
    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("orleans-twin-store-").FullName;

    public override async Task<ITwinStore> OpenAsync(StoreOptions options) => await SqliteTwinStore.OpenAsync(Directory, options);

    /// <remarks>Between two writes only: two files cannot be copied at one instant.</remarks>
    public override Task<TestDatabase> CopyAsync()
    {
        var copy = new SqliteTestDatabase();
        foreach (var name in new[] { "twin.db", "twin.db-wal" })
            File.Copy(Path.Combine(Directory, name), Path.Combine(copy.Directory, name));
        return Task.FromResult<TestDatabase>(copy);
    }

    public override async Task RunAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(Directory, "twin.db")};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    public override ValueTask DisposeAsync()
    {
        System.IO.Directory.Delete(Directory, recursive: true);
        return ValueTask.CompletedTask;
    }
}
