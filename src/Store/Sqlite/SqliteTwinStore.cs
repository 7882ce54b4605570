namespace OrleansTwin.Store.Sqlite;

/// <summary>The embedded store: one SQLite database in a data directory.</summary>
public static class SqliteTwinStore
{
    /// <summary>Opens or creates the store in <paramref name="directory"/> and brings its schema up to date.</summary>
    /// <exception cref="StoreRefusedException">Another process holds the directory, or the schema is newer than this program.</exception>
    /// <exception cref="StoreCorruptedException">What recovery needs fails its checksum.</exception>
    public static ITwinStore Open(string directory, StoreOptions? options = null) =>
        throw new NotSupportedException($"The embedded store is not written yet ({directory}, {options}).");
}
