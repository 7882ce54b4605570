using System.Globalization;
using Npgsql;
using OrleansTwin.Store.Sql;

namespace OrleansTwin.Store.Postgres;

/// <summary>
/// Our schema, owned by whoever holds its two locks: each connection that writes holds one for as long as it lives, so a
/// connection that is lost can't write beside another owner. The epoch counts owners: a lock that was lost and taken again is
/// good only if nobody had the schema in between, for what is in memory would be old.
/// </summary>
internal sealed class PostgresSource : ISqlSource
{
    /// <summary>Tells our locks from those of other programs in the database.</summary>
    private const long LockMark = 0x4F54L << 48;

    /// <summary>Sessions that hold a lock of the schema whose key is $1.</summary>
    private const string Holders =
        """
        FROM pg_locks JOIN pg_stat_activity USING (pid)
        WHERE locktype = 'advisory' AND granted AND objsubid = 1 AND database = (
            SELECT oid FROM pg_database WHERE datname = current_database())
        AND ((classid::bigint << 32) | objid::bigint) >> 8 = $1
        """;

    private readonly PostgresSettings _settings;
    private readonly PostgresDatabase?[] _first = new PostgresDatabase?[2];
    private long _epoch;

    private PostgresSource(PostgresSettings settings) => _settings = settings;

    public bool IsRemote => true;

    /// <summary>Takes the schema, makes it where it is missing, and brings it up to date.</summary>
    /// <param name="settings">Which schema, and as whom.</param>
    /// <param name="isGone">As <see cref="PostgresOwner.IsGone"/>; null: nobody is known to be.</param>
    public static PostgresSource Take(PostgresSettings settings, Func<string, bool>? isGone = null)
    {
        var source = new PostgresSource(settings);
        try
        {
            source.Take(isGone ?? (_ => false));
            return source;
        }
        catch (Exception error)
        {
            source.Dispose();
            if (PostgresErrors.Of(error, isLost: false) is var told && !ReferenceEquals(told, error))
                throw told;
            throw;
        }
    }

    public static NpgsqlConnection Connect(PostgresSettings settings)
    {
        var connection = new NpgsqlConnection(settings.ConnectionString);
        try
        {
            connection.Open();
            return connection;
        }
        catch (Exception error)
        {
            connection.Dispose();
            if (PostgresErrors.Of(error, isLost: true) is var told && !ReferenceEquals(told, error))
                throw told;
            throw;
        }
    }

    public SqlDatabase OpenWriter() => OpenWriter(PostgresUse.Tables);

    public SqlDatabase OpenJournalWriter() => OpenWriter(PostgresUse.Journal);

    public SqlDatabase OpenReader() => new PostgresDatabase(Connect(_settings), PostgresUse.Read);

    public void Migrate(SqlDatabase writer)
    {
        // Done when the schema was taken, before anything of it was believed.
    }

    public void Dispose()
    {
        foreach (var database in _first)
            database?.Dispose();
    }

    private void Take(Func<string, bool> isGone)
    {
        using (var connection = Connect(_settings))
        {
            PostgresSchema.Create(connection, _settings);
            foreach (var (processId, name) in HoldersOf(connection).Where(holder => isGone(holder.Name)))
                End(connection, processId, name);
        }

        var journal = ConnectLocked(PostgresUse.Journal);
        _first[(int)PostgresUse.Journal] = Database(journal, PostgresUse.Journal);
        var tables = ConnectLocked(PostgresUse.Tables);
        PostgresSchema.Migrate(tables, _settings);
        _epoch = tables.Number("UPDATE meta SET value = value + 1 WHERE key = 'epoch' RETURNING value");
        _first[(int)PostgresUse.Tables] = Database(tables, PostgresUse.Tables);
    }

    private PostgresDatabase OpenWriter(PostgresUse use)
    {
        if (Interlocked.Exchange(ref _first[(int)use], null) is { } first)
            return first;
        var connection = ConnectLocked(use);
        if (connection.Number("SELECT value FROM meta WHERE key = 'epoch'") == _epoch)
            return Database(connection, use);
        connection.Dispose();
        throw new StoreRefusedException(
            $"{_settings.Place} was taken by another process while the connection was lost. Stop one of them, restart this one.");
    }

    private static PostgresDatabase Database(NpgsqlConnection connection, PostgresUse use) => new(connection, use)
    {
        Transaction = use == PostgresUse.Tables ? connection.Number("SELECT value FROM meta WHERE key = 'transaction'") : 0,
    };

    /// <summary>
    /// A connection to write with: durable at commit, its lock held, and ended by the server within seconds when this machine is
    /// gone, so that its successor need not wait.
    /// </summary>
    private NpgsqlConnection ConnectLocked(PostgresUse use)
    {
        var connection = Connect(_settings);
        try
        {
            connection.Run(
                """
                SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 2;
                SET tcp_user_timeout = 15000; SET lock_timeout = '3s';
                SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'
                """);
            var key = KeyOf(connection) | (long)use;
            connection.Run(string.Create(CultureInfo.InvariantCulture, $"SELECT pg_advisory_lock({key})"));
            return connection;
        }
        catch (PostgresException held) when (held.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            var owner = OwnerOf(connection);
            connection.Dispose();
            throw new StoreRefusedException(
                $"{_settings.Place} is in use by {owner}. Stop it, or name another schema by Search Path= of the store.", held);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private string OwnerOf(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand(
            $"""
            SELECT application_name || ' (' || coalesce(host(client_addr), 'local') || ', since ' ||
                to_char(backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') || ' UTC)'
            {Holders} ORDER BY backend_start LIMIT 1
            """,
            connection);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = KeyOf(connection) >> 8 });
        return command.ExecuteScalar() as string ?? "another process";
    }

    private List<(int ProcessId, string Name)> HoldersOf(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand($"SELECT DISTINCT pid, application_name {Holders}", connection);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = KeyOf(connection) >> 8 });
        using var rows = command.ExecuteReader();
        List<(int, string)> found = [];
        while (rows.Read())
            found.Add((rows.GetInt32(0), rows.GetString(1)));
        return found;
    }

    /// <summary>A role may end sessions of its own. Where it may not, its successor waits, as it does for a stranger.</summary>
    private static void End(NpgsqlConnection connection, int processId, string name)
    {
        using var command = new NpgsqlCommand(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = $1 AND application_name = $2", connection);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = processId });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        try
        {
            command.ExecuteNonQuery();
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            // The lock tells who has it.
        }
    }

    /// <summary>The schema's locks are this plus a small number.</summary>
    private long KeyOf(NpgsqlConnection connection) =>
        LockMark | (connection.Number($"SELECT '{_settings.Schema}'::regnamespace::oid::bigint") << 8);
}
