using OrleansTwin.Store.Archive;
using OrleansTwin.Store.Sql;

namespace OrleansTwin.Store.Sqlite;

/// <summary>The past of a data directory, which an Edge may be running on: nothing is locked and nothing written.</summary>
public static class SqlitePast
{
    /// <exception cref="StoreRefusedException">
    /// There is no store in the directory, or its schema is not this program's.
    /// </exception>
    /// <exception cref="StoreCorruptedException">What stands at its beginning is damaged.</exception>
    /// <exception cref="StoreUnavailableException">It can't be read.</exception>
    public static IPast Open(string directory)
    {
        // The journal first: whatever a checkpoint drops from it afterwards, the main file has by then.
        using var journal = OpenCurrent(Path.Combine(directory, "journal.db"), directory, JournalSchema.Migrations);
        var main = OpenCurrent(Path.Combine(directory, "twin.db"), directory, Schema.Migrations);
        try
        {
            return new SqlPast(main, ReadJournal(journal, SqlJournal.ReadCursor(main)));
        }
        catch
        {
            main.Dispose();
            throw;
        }
    }

    private static SqliteDatabase OpenCurrent(string file, string directory, IReadOnlyList<string> migrations)
    {
        if (!File.Exists(file))
            throw new StoreRefusedException($"There is no store of this program in {directory}: {file} does not exist.");
        var database = SqliteDatabase.OpenReader(file);
        try
        {
            database.Begin();
            var found = Migrator.FoundVersion(database, file, migrations);
            return found == migrations.Count ? database : throw new StoreRefusedException(
                $"{file} has schema {found}, of an older program; this one reads {migrations.Count}. "
                + "Run it once with this program, which brings it up to date.");
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    private static List<JournalEntry> ReadJournal(SqliteDatabase journal, long cursor)
    {
        List<JournalEntry> batches = [];
        while (SqlJournal.ReadAfter(journal, cursor) is { Count: > 0 } more)
        {
            batches.AddRange(more);
            cursor = more[^1].Sequence;
        }

        return batches;
    }
}
