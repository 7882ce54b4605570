using System.Globalization;
using Npgsql;

namespace OrleansTwin.Store.Postgres;

/// <summary>What a connection string says, checked, with what we decide ourselves.</summary>
internal sealed record PostgresSettings(string ConnectionString, string Place, string Schema, string Owner, int ReadConnections)
{
    private const string SchemaDefault = "orleanstwin";
    private const int ConnectionsDefault = 8;
    private const int ConnectionsMax = 100;

    /// <summary>Two that write, one that reads the journal, and one for questions.</summary>
    private const int ConnectionsMin = 4;

    /// <exception cref="ArgumentException">Says what was found and what is expected; never the password.</exception>
    public static PostgresSettings Parse(string connectionString, string? owner = null)
    {
        var given = Read(connectionString);
        Require(given.Host is { Length: > 0 }, "no Host", "Host=SERVER");
        Require(given.Database is { Length: > 0 }, "no Database", "Database=NAME of an existing database");
        Require(!given.Multiplexing, "Multiplexing=true", "no Multiplexing: connections that hold a lock cannot be shared");
        var schema = given.SearchPath ?? SchemaDefault;
        Require(
            IsPlain(schema), $"Search Path={schema}", "one schema of small letters, digits and _, for instance orleanstwin");
        var connections = given.ContainsKey("Maximum Pool Size") ? given.MaxPoolSize : ConnectionsDefault;
        Require(connections is >= ConnectionsMin and <= ConnectionsMax, $"Maximum Pool Size={connections}",
            $"{ConnectionsMin} to {ConnectionsMax} connections");
        owner ??= string.Create(
            CultureInfo.InvariantCulture, $"orleanstwin {Environment.MachineName} process {Environment.ProcessId}");
        return new PostgresSettings(
            Complete(given, schema, owner), $"Schema {schema} of database {given.Database} on {given.Host}", schema, owner,
            connections - (ConnectionsMin - 1));
    }

    private static NpgsqlConnectionStringBuilder Read(string connectionString)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (Exception error) when (error is ArgumentException or FormatException or KeyNotFoundException)
        {
            throw new ArgumentException(
                $"The store's connection string cannot be read: {error.Message} Expected Npgsql's KEY=VALUE;..., for instance "
                + "Host=db;Database=plant;Username=twin;Password=...", nameof(connectionString));
        }
    }

    /// <summary>
    /// We hold our few connections ourselves, so Npgsql's pool stays out of the way. A server that does not answer is told within
    /// seconds unless the user says otherwise; statements that repeat are prepared.
    /// </summary>
    private static string Complete(NpgsqlConnectionStringBuilder given, string schema, string owner)
    {
        given.Pooling = false;
        given.Enlist = false;
        given.SearchPath = schema;
        given.ApplicationName = owner.Length > 63 ? owner[..63] : owner;
        given.AutoPrepareMinUsages = 2;
        if (!given.ContainsKey("Max Auto Prepare"))
            given.MaxAutoPrepare = 200;
        if (!given.ContainsKey("Timeout"))
            given.Timeout = 5;
        if (!given.ContainsKey("Keepalive"))
            given.KeepAlive = 10;
        return given.ConnectionString;
    }

    private static bool IsPlain(string schema) => schema.Length is > 0 and <= 63 && !char.IsAsciiDigit(schema[0])
        && schema.All(static letter => letter is '_' or (>= 'a' and <= 'z') or (>= '0' and <= '9'));

    private static void Require(bool isMet, string found, string expected)
    {
        if (!isMet)
            throw new ArgumentException($"The store's connection string has {found}; expected {expected}.", nameof(found));
    }
}
