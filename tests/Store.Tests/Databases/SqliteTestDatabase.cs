using Microsoft.Data.Sqlite;
using OrleansTwin.Store.Archive;
using OrleansTwin.Store.Sqlite;

namespace OrleansTwin.Store.Tests.Databases;

/// <summary>A data directory of the test's own.</summary>
internal sealed class SqliteTestDatabase : TestDatabase
{
    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("orleans-twin-store-").FullName;

    public override async Task<ITwinStore> OpenAsync(StoreOptions options) => await SqliteTwinStore.OpenAsync(Directory, options);

    public override Task<IPast> OpenPastAsync() => Task.FromResult(SqlitePast.Open(Directory));

    public override Task<StoreInfo> ReadInfoAsync() => Task.FromResult(SqliteMaintenance.ReadInfo(Directory));

    public override Task<IReadOnlyList<StoreFinding>> CheckAsync() => Task.FromResult(SqliteMaintenance.Check(Directory));

    /// <remarks>Between two writes only: files cannot be copied at one instant.</remarks>
    public override Task<TestDatabase> CopyAsync()
    {
        var copy = new SqliteTestDatabase();
        copy.Take(this, "twin.db*");
        copy.Take(this, "journal.db*");
        return Task.FromResult<TestDatabase>(copy);
    }

    /// <summary>Copies files of another data directory over the ones here.</summary>
    public void Take(SqliteTestDatabase other, string pattern)
    {
        foreach (var mine in System.IO.Directory.GetFiles(Directory, pattern))
            File.Delete(mine);
        foreach (var name in System.IO.Directory.GetFiles(other.Directory, pattern).Select(Path.GetFileName).OfType<string>())
        {
            if (!name.EndsWith("-shm", StringComparison.Ordinal))
                File.Copy(Path.Combine(other.Directory, name), Path.Combine(Directory, name));
        }
    }

    public override async Task RunAsync(string sql)
    {
        var file = sql.Contains(" journal ", StringComparison.Ordinal) ? "journal.db" : "twin.db";
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(Directory, file)};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>As it was up to schema 2.</summary>
    public async Task MoveJournalIntoMainFileAsync()
    {
        var journal = Path.Combine(Directory, "journal.db");
        await RunAsync(
            $"""
            ATTACH '{journal}' AS apart;
            CREATE TABLE main.journal(sequence INTEGER PRIMARY KEY, crc INTEGER NOT NULL, data BLOB NOT NULL);
            INSERT INTO main.journal SELECT * FROM apart.journal;
            """);
        File.Delete(journal);
    }

    public override ValueTask DisposeAsync()
    {
        System.IO.Directory.Delete(Directory, recursive: true);
        return ValueTask.CompletedTask;
    }
}
