using OrleansTwin.Store.Sql;

namespace OrleansTwin.Store.Postgres;

/// <summary>The store in a schema of a PostgreSQL database.</summary>
public static class PostgresTwinStore
{
    /// <summary>Opens or creates the store and brings its schema up to date.</summary>
    /// <param name="connectionString">
    /// Npgsql's keys. <c>Search Path</c> names the schema that is ours (orleanstwin); <c>Maximum Pool Size</c> bounds the
    /// connections (8).
    /// </param>
    /// <param name="options">Limits; those of files do not apply.</param>
    /// <param name="owner">Who takes it; null: this process, which ends nobody's sessions.</param>
    /// <exception cref="ArgumentException">The connection string cannot be used; says what is wrong with it.</exception>
    /// <exception cref="StoreRefusedException">
    /// Another process holds the schema, it is newer than this program, or rights are missing.
    /// </exception>
    /// <exception cref="StoreCorruptedException">What recovery needs fails its checksum.</exception>
    /// <exception cref="StoreUnavailableException">The server cannot be reached or used now.</exception>
    public static ValueTask<ITwinStore> OpenAsync(
        string connectionString, StoreOptions? options = null, PostgresOwner? owner = null)
    {
        var settings = PostgresSettings.Parse(connectionString, owner?.Name);
        options = (options ?? StoreOptions.Default) with { ReadConnectionsMax = settings.ReadConnections };
        return SqlTwinStore.OpenAsync(PostgresSource.Take(settings, owner?.IsGone), options);
    }

    /// <summary>What a user calls the place: schema, database and server, without the password.</summary>
    /// <exception cref="ArgumentException">The connection string cannot be used; says what is wrong with it.</exception>
    public static string PlaceOf(string connectionString) => PostgresSettings.Parse(connectionString).Place;
}
