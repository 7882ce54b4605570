using Microsoft.Data.Sqlite;

namespace OrleansTwin.Runtime.Tests.Support;

/// <summary>The main file of a store that nobody has open, changed behind the store's back.</summary>
internal static class StoreFile
{
    public static async Task ChangeAsync(string directory, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(directory, "twin.db")};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        if (await command.ExecuteNonQueryAsync() == 0)
            throw new InvalidOperationException($"Nothing was changed by: {sql}");
    }

    public static Task DamageSnapshotAsync(string directory, string twinId) => ChangeAsync(
        directory, $"UPDATE snapshot SET crc = crc + 1 WHERE twin = (SELECT key FROM name WHERE name = '{twinId}')");
}
