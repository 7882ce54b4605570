using SQLitePCL;

namespace OrleansTwin.Store.Sqlite;

/// <summary>SQLite's result codes as the store's exceptions.</summary>
internal static class SqliteErrors
{
    public static void Check(int result, sqlite3 connection, string doing)
    {
        if (result is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE))
            throw Of(result, connection, doing);
    }

    public static Exception Of(int result, sqlite3 connection, string doing) => Of(
        result, raw.sqlite3_errmsg(connection).utf8_to_string(), doing,
        raw.sqlite3_db_filename(connection, "main").utf8_to_string());

    public static Exception Of(int result, string message, string doing, string file) => (result & 0xFF) switch
    {
        raw.SQLITE_FULL => new StoreUnavailableException(
            $"The store is full: {doing} found no space ({message}). Free disk space, or raise DatabaseBytesMax "
            + "(twin.db) or JournalBytesMax (journal.db)."),
        raw.SQLITE_IOERR or raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN or raw.SQLITE_BUSY or raw.SQLITE_LOCKED
            or raw.SQLITE_NOMEM => new StoreUnavailableException(
            $"The store could not be used: {doing} failed ({message}, SQLite {result})."),
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => new StoreCorruptedException(
            $"{file} is damaged: {doing} failed ({message}). {Mend(file)} Look at the disk."),
        _ => new InvalidOperationException($"{doing} failed: {message} (SQLite {result})."),
    };

    // A backup is older than the last checkpoint: for the journal's sake alone it would lose more than it brings back.
    private static string Mend(string file) => file == SqliteFiles.JournalOf(Path.GetDirectoryName(file) ?? "")
        ? "It holds what came since the last checkpoint, some seconds as a rule. Stop the Edge, move the file away with the -wal "
            + "and -shm beside it, and start again: everything else is there, and what no source sends again is lost."
        : "Stop the Edge, put a backup in place ('store restore --from FILE --data "
            + $"{Path.GetDirectoryName(file)} --overwrite') and start again.";
}
