using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace OrleansTwin.Store.Sqlite;

/// <summary>One connection with its prepared statements. Used by one thread at a time.</summary>
internal sealed class SqliteDatabase : IDisposable
{
    private const int PageBytes = 4096;

    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, Statement> _statements = new(StringComparer.Ordinal);

    private SqliteDatabase(SqliteConnection connection) => _connection = connection;

    private sqlite3 Handle => _connection.Handle ?? throw new ObjectDisposedException(nameof(SqliteDatabase));

    /// <summary>The one connection that writes: write-ahead log, synced at every commit.</summary>
    public static SqliteDatabase OpenWriter(string file, StoreOptions options)
    {
        var database = Open(file);
        database.Configure($"PRAGMA page_size = {PageBytes}");
        database.Configure("PRAGMA journal_mode = WAL");
        database.Configure("PRAGMA synchronous = FULL");
        database.Configure("PRAGMA wal_autocheckpoint = 4000");
        database.Configure("PRAGMA journal_size_limit = 67108864");
        if (options.DatabaseBytesMax > 0)
            database.Configure($"PRAGMA max_page_count = {Math.Max(1, options.DatabaseBytesMax / PageBytes)}");
        return database;
    }

    public static SqliteDatabase OpenReader(string file)
    {
        var database = Open(file);
        database.Configure("PRAGMA query_only = 1");
        return database;
    }

    /// <summary>A statement that is prepared once per connection.</summary>
    public Statement Prepare(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
            _statements.Add(sql, statement = new Statement(Handle, sql));
        return statement.With();
    }

    public void Run(string sql) => SqliteErrors.Check(raw.sqlite3_exec(Handle, sql), Handle, sql);

    /// <summary>The first column of the first row, or null when there is no row or it holds null.</summary>
    public long? Number(string sql, params ReadOnlySpan<long> parameters)
    {
        var statement = Prepare(sql).With(parameters);
        long? value = statement.Step() && !statement.IsNull(0) ? statement.Long(0) : null;
        statement.Reset();
        return value;
    }

    /// <summary>
    /// Ends the transaction. A statement that was not read to its end would keep its old view of the database alive.
    /// </summary>
    public void Commit()
    {
        ResetStatements();
        Run("COMMIT");
    }

    public void Rollback()
    {
        ResetStatements();
        if (raw.sqlite3_get_autocommit(Handle) == 0)
            Run("ROLLBACK");
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
            statement.Dispose();
        _connection.Dispose();
    }

    private void ResetStatements()
    {
        foreach (var statement in _statements.Values)
            statement.Reset();
    }

    private static SqliteDatabase Open(string file)
    {
        var settings = new SqliteConnectionStringBuilder { DataSource = file, Pooling = false };
        var connection = new SqliteConnection(settings.ToString());
        try
        {
            connection.Open();
            var database = new SqliteDatabase(connection);
            database.Configure("PRAGMA busy_timeout = 5000");
            return database;
        }
        catch (SqliteException exception)
        {
            connection.Dispose();
            throw SqliteErrors.Of(exception.SqliteErrorCode, exception.Message, $"Opening {file}");
        }
    }

    /// <summary>A pragma; some answer with a row.</summary>
    private void Configure(string pragma)
    {
        using var statement = new Statement(Handle, pragma);
        statement.Run();
    }
}
