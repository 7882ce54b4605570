using SQLitePCL;

namespace OrleansTwin.Store.Sqlite;

/// <summary>SQLite's result codes as the store's exceptions.</summary>
internal static class SqliteErrors
{
    public static void Check(int result, sqlite3 connection, string doing)
    {
        if (result is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE))
            throw Of(result, raw.sqlite3_errmsg(connection).utf8_to_string(), doing);
    }

    public static Exception Of(int result, string message, string doing) => (result & 0xFF) switch
    {
        raw.SQLITE_FULL => new StoreUnavailableException(
            $"The store is full: {doing} found no space ({message}). Free disk space, or raise DatabaseBytesMax "
            + "(twin.db) or JournalBytesMax (journal.db)."),
        raw.SQLITE_IOERR or raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN or raw.SQLITE_BUSY or raw.SQLITE_LOCKED
            or raw.SQLITE_NOMEM => new StoreUnavailableException(
            $"The store could not be used: {doing} failed ({message}, SQLite {result})."),
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => new StoreCorruptedException(
            $"The database file is damaged: {doing} failed ({message}). Restore the data directory from a backup."),
        _ => new InvalidOperationException($"{doing} failed: {message} (SQLite {result})."),
    };
}
