namespace OrleansTwin.Store.Sqlite;

/// <summary>Brings a database file to the schema of this program: forward only, numbered by SQLite's user_version.</summary>
internal static class Migrator
{
    /// <exception cref="StoreRefusedException">The database was written by a newer program.</exception>
    public static int FoundVersion(SqliteDatabase database, string file, IReadOnlyList<string> migrations)
    {
        var found = (int)(database.Number("PRAGMA user_version") ?? 0);
        if (found > migrations.Count)
        {
            throw new StoreRefusedException(
                $"{file} has schema {found}; this program knows up to {migrations.Count}. "
                + "Use the program that wrote it, or a backup.");
        }

        return found;
    }

    /// <summary>Within the writer's transaction: all of it or nothing.</summary>
    /// <exception cref="StoreRefusedException">The database was written by a newer program.</exception>
    public static void Migrate(SqliteDatabase database, string file, IReadOnlyList<string> migrations)
    {
        for (var next = FoundVersion(database, file, migrations); next < migrations.Count; next++)
            database.Run($"{migrations[next]} PRAGMA user_version = {next + 1}");
    }
}
