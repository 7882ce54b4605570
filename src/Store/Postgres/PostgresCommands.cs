using System.Globalization;
using Npgsql;

namespace OrleansTwin.Store.Postgres;

/// <summary>What is said to the server before there is a database of ours.</summary>
internal static class PostgresCommands
{
    public static void Run(this NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    public static long Number(this NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }
}
