using Npgsql;

namespace OrleansTwin.Store.Postgres;

/// <summary>
/// A store in a database, opened to read only: one connection, one transaction, one state of everything. No lock of ours is
/// taken, so its owner runs on; a standby will do.
/// </summary>
internal static class PostgresLook
{
    /// <exception cref="ArgumentException">The connection string cannot be used; says what is wrong with it.</exception>
    /// <exception cref="StoreRefusedException">
    /// There is no store, the role may not read it, or its schema is not this program's.
    /// </exception>
    /// <exception cref="StoreUnavailableException">The server cannot be reached or used now.</exception>
    public static PostgresDatabase Open(PostgresSettings settings)
    {
        var connection = PostgresSource.Connect(settings with { ConnectionString = Patient(settings) });
        var database = new PostgresDatabase(connection, PostgresUse.Read);
        try
        {
            database.Begin();
            Require(database, settings);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    private static void Require(PostgresDatabase database, PostgresSettings settings)
    {
        if (database.Number("SELECT (to_regclass('schema_version') IS NOT NULL)::int::bigint") != 1)
        {
            throw new StoreRefusedException(
                $"There is no store of this program in {settings.Place}, or the role may not see it. Correct Database= or "
                + $"Search Path= of the store, or let its owner run: GRANT USAGE ON SCHEMA {settings.Schema} TO the role, "
                + $"GRANT SELECT ON ALL TABLES IN SCHEMA {settings.Schema} TO the role.");
        }

        var found = database.Number("SELECT max(version) FROM schema_version") ?? 0;
        if (found > PostgresSchema.Version)
        {
            throw new StoreRefusedException(
                $"{settings.Place} has schema {found}; this program knows up to {PostgresSchema.Version}. "
                + "Use the program that wrote it.");
        }

        if (found < PostgresSchema.Version)
        {
            throw new StoreRefusedException(
                $"{settings.Place} has schema {found}, of an older program; this one reads {PostgresSchema.Version}. "
                + "Run it once with this program, which brings it up to date.");
        }
    }

    /// <summary>Whoever reads everything waits for long answers, unless the user says otherwise.</summary>
    private static string Patient(PostgresSettings settings)
    {
        var given = new NpgsqlConnectionStringBuilder(settings.ConnectionString);
        if (!given.ContainsKey("Command Timeout"))
            given.CommandTimeout = 0;
        return given.ConnectionString;
    }
}
