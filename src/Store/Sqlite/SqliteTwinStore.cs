using OrleansTwin.Store.Sql;

namespace OrleansTwin.Store.Sqlite;

/// <summary>The embedded store: SQLite in a data directory, the journal in a file of its own.</summary>
public static class SqliteTwinStore
{
    /// <summary>Opens or creates the store in <paramref name="directory"/> and brings its schema up to date.</summary>
    /// <exception cref="StoreRefusedException">
    /// Another process holds the directory, or the schema is newer than this program.
    /// </exception>
    /// <exception cref="StoreCorruptedException">What recovery needs fails its checksum.</exception>
    /// <exception cref="StoreUnavailableException">The directory cannot be written.</exception>
    public static ValueTask<ITwinStore> OpenAsync(string directory, StoreOptions? options = null)
    {
        options ??= StoreOptions.Default;
        Directory.CreateDirectory(directory);
        return SqlTwinStore.OpenAsync(new SqliteSource(directory, options), options);
    }
}
