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
        var files = SqliteFiles.Open(directory);
        try
        {
            var journaled = SqlPast.ReadJournal(files.Journal, SqlJournal.ReadCursor(files.Main));
            files.Journal.Dispose();
            return new SqlPast(files.Main, journaled);
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }
}
