using Npgsql;
using OrleansTwin.Grains.Hosting;
using OrleansTwin.Store;
using OrleansTwin.Store.Postgres;

namespace OrleansTwin.Silo.Hosting;

/// <summary>
/// The tables by which the processes of a grid find each other (<c>deploy/schema.postgresql.sql</c>), in a schema of the grid's
/// database. Whoever finds them missing or older makes them. Processes that run meanwhile go on by the queries that they have
/// read, so a newer version of the tables must leave those working.
/// </summary>
internal static class ClusterTables
{
    public const int Version = 1;

    /// <summary>Connections of a provider to the database: the tables are small and seldom asked.</summary>
    private const int ConnectionsMax = 4;

    public static string SchemaOf(GridOptions grid) => $"{grid.SchemaPrefix}_cluster";

    /// <summary>The grid's database with the schema of the tables, for the providers.</summary>
    public static string ConnectionString(GridOptions grid) => new NpgsqlConnectionStringBuilder(grid.Store)
    {
        SearchPath = SchemaOf(grid),
        MaxPoolSize = ConnectionsMax,
    }.ConnectionString;

    /// <exception cref="StoreRefusedException">
    /// The tables are newer than this program, or they are missing and the role may not make them.
    /// </exception>
    /// <exception cref="StoreUnavailableException">The server can't be reached or used now.</exception>
    public static void Prepare(GridOptions grid)
    {
        var settings = PostgresSettings.Parse(ConnectionString(grid));
        using var connection = PostgresSource.Connect(settings);
        try
        {
            if (IsCurrent(connection, settings))
                return;
            using var transaction = connection.BeginTransaction();
            connection.Run($"SELECT pg_advisory_xact_lock(hashtext('orleanstwin'), hashtext('{settings.Schema}'))");
            if (!IsCurrent(connection, settings))
                Make(connection, settings);
            transaction.Commit();
        }
        catch (PostgresException denied) when (
            denied.SqlState is PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.InvalidSchemaName)
        {
            throw Denied(connection, settings, denied);
        }
        catch (NpgsqlException error)
        {
            throw PostgresErrors.Of(error, isLost: true);
        }
    }

    private static bool IsCurrent(NpgsqlConnection connection, PostgresSettings settings)
    {
        var found = connection.Number("SELECT (to_regclass('schema_version') IS NOT NULL)::int") == 0
            ? 0
            : connection.Number("SELECT coalesce(max(version), 0) FROM schema_version");
        return found <= Version ? found == Version : throw new StoreRefusedException(
            $"{settings.Place} has tables of version {found}; this program knows up to {Version}. "
            + "Use the program that wrote them.");
    }

    private static void Make(NpgsqlConnection connection, PostgresSettings settings)
    {
        // Even IF NOT EXISTS demands the right to make it.
        if (connection.Number($"SELECT count(*) FROM pg_namespace WHERE nspname = '{settings.Schema}'") == 0)
            connection.Run($"CREATE SCHEMA {settings.Schema}");
        connection.Run(Script());
    }

    private static string Script()
    {
        using var stream = typeof(ClusterTables).Assembly.GetManifestResourceStream("schema.postgresql.sql")
            ?? throw new InvalidOperationException("The program was built without its deploy/schema.postgresql.sql.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static StoreRefusedException Denied(NpgsqlConnection connection, PostgresSettings settings, PostgresException denied)
    {
        var (role, database) = (connection.Name("current_user"), connection.Name("current_database()"));
        var schema = settings.Schema;
        return new StoreRefusedException(
            $"{settings.Place} is missing or can't be used by role {role} ({denied.MessageText}). Let an administrator run: "
            + $"GRANT CREATE ON DATABASE {database} TO {role}; or, where the schema is there and another role's: "
            + $"GRANT ALL ON SCHEMA {schema} TO {role}; GRANT ALL ON ALL TABLES IN SCHEMA {schema} TO {role};",
            denied);
    }

    private static string Name(this NpgsqlConnection connection, string what)
    {
        using var command = new NpgsqlCommand($"SELECT quote_ident({what})", connection);
        return command.ExecuteScalar() as string ?? what;
    }
}
