using Npgsql;
using OrleansTwin.Store.Sql;

namespace OrleansTwin.Store.Postgres;

/// <summary>What an operator does with a store in a database: look and check, beside a running Edge.</summary>
public static class PostgresMaintenance
{
    private const int TablesShown = 5;

    /// <summary>What the store holds; sizes are those of the schema and of its largest tables, with their indexes.</summary>
    /// <exception cref="ArgumentException">The connection string cannot be used; says what is wrong with it.</exception>
    /// <exception cref="StoreRefusedException">There is no store, or its schema is not this program's.</exception>
    /// <exception cref="StoreUnavailableException">The server cannot be reached or used now.</exception>
    public static StoreInfo ReadInfo(string connectionString)
    {
        var settings = PostgresSettings.Parse(connectionString);
        using var database = PostgresLook.Open(settings);
        return SqlInfo.Read(settings.Place, PostgresSchema.Version, SizesOf(database), database, database);
    }

    /// <summary>Checks what checksums can tell; the files are the server's (pg_amcheck, data checksums).</summary>
    /// <exception cref="ArgumentException">The connection string cannot be used; says what is wrong with it.</exception>
    /// <exception cref="StoreRefusedException">There is no store, or its schema is not this program's.</exception>
    /// <exception cref="StoreUnavailableException">The server cannot be reached or used now.</exception>
    public static IReadOnlyList<StoreFinding> Check(string connectionString)
    {
        using var database = PostgresLook.Open(PostgresSettings.Parse(connectionString));
        return SqlCheck.Run(database, database);
    }

    /// <summary>What to type for a backup into a file.</summary>
    /// <exception cref="ArgumentException">The connection string cannot be used; says what is wrong with it.</exception>
    public static string BackupCommandOf(string connectionString, string file)
    {
        var settings = PostgresSettings.Parse(connectionString);
        var given = new NpgsqlConnectionStringBuilder(settings.ConnectionString);
        var role = given.Username is { Length: > 0 } name ? $" --username={name}" : "";
        return $"pg_dump --host={given.Host} --port={given.Port}{role} --format=custom --schema={settings.Schema} "
            + $"--file={file} {given.Database}";
    }

    private static Dictionary<string, long> SizesOf(SqlDatabase database)
    {
        var rows = database.Prepare(
            """
            SELECT relname::text, pg_total_relation_size(oid) FROM pg_class
            WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' ORDER BY 2 DESC, 1
            """);
        List<(string Table, long Bytes)> tables = [];
        while (rows.Step())
            tables.Add((rows.Text(0), rows.Long(1)));
        return tables.Take(TablesShown).Prepend(("all", tables.Sum(table => table.Bytes)))
            .ToDictionary(size => size.Item1, size => size.Item2);
    }
}
