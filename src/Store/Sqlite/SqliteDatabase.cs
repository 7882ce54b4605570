using Microsoft.Data.Sqlite;
using OrleansTwin.Store.Sql;
using SQLitePCL;

namespace OrleansTwin.Store.Sqlite;

/// <summary>One connection with its prepared statements. Used by one thread at a time.</summary>
internal sealed class SqliteDatabase : SqlDatabase
{
    private const int PageBytes = 4096;

    private readonly SqliteConnection _connection;
    private readonly string _begin;
    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);

    private SqliteDatabase(SqliteConnection connection, string begin) => (_connection, _begin) = (connection, begin);

    private sqlite3 Handle => _connection.Handle ?? throw new ObjectDisposedException(nameof(SqliteDatabase));

    /// <summary>The one connection that writes: write-ahead log, synced at every commit.</summary>
    /// <param name="file">The database; made where it is missing.</param>
    /// <param name="bytesMax">Size beyond which writes are refused; 0: until the disk is full.</param>
    public static SqliteDatabase OpenWriter(string file, long bytesMax)
    {
        var database = Open(file, "BEGIN IMMEDIATE");
        database.Configure($"PRAGMA page_size = {PageBytes}");
        database.Configure("PRAGMA journal_mode = WAL");
        database.Configure("PRAGMA synchronous = FULL");
        database.Configure("PRAGMA wal_autocheckpoint = 4000");
        database.Configure("PRAGMA journal_size_limit = 67108864");
        if (bytesMax > 0)
            database.Configure($"PRAGMA max_page_count = {Math.Max(1, bytesMax / PageBytes)}");
        return database;
    }

    public static SqliteDatabase OpenReader(string file)
    {
        var database = Open(file, "BEGIN");
        database.Configure("PRAGMA query_only = 1");
        return database;
    }

    /// <summary>For copies of whole files.</summary>
    public static SqliteDatabase OpenCopier(string file) => Open(file, "BEGIN");

    /// <summary>Copies the database as it is at this moment; whoever writes to it goes on.</summary>
    public void CopyInto(string file) => Prepare("VACUUM INTO ?").Text(1, file).Run();

    /// <summary>Copies a table out of another file, in place of one that is there.</summary>
    public void TakeTable(string file, string table)
    {
        Prepare("ATTACH ? AS other").Text(1, file).Run();
        Run($"CREATE TABLE {table} AS SELECT * FROM other.{table}");
        Run("DETACH other");
    }

    /// <summary>What SQLite finds wrong with the file; nothing: it is whole.</summary>
    public IReadOnlyList<string> CheckIntegrity()
    {
        List<string> found = [];
        try
        {
            var rows = Prepare("PRAGMA integrity_check(100)");
            while (rows.Step())
                found.Add(rows.Text(0));
        }
        catch (StoreCorruptedException damage)
        {
            found.Add(damage.Message);
        }

        return found is ["ok"] ? [] : found;
    }

    public override void Begin() => Run(_begin);

    public override SqlStatement Prepare(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
            _statements.Add(sql, statement = new SqliteStatement(Handle, sql));
        return statement.With();
    }

    public void Run(string sql) => SqliteErrors.Check(raw.sqlite3_exec(Handle, sql), Handle, sql);

    public override void ReadMany(string sql, IReadOnlyList<long[]> keys, Action<int, SqlStatement> read)
    {
        for (var i = 0; i < keys.Count; i++)
        {
            var rows = Prepare(sql).With(keys[i]);
            while (rows.Step())
                read(i, rows);
        }
    }

    /// <summary>The journal has a file of its own.</summary>
    public override long BytesOfJournal() => PageBytes * (Number(
        "SELECT page_count - freelist_count FROM pragma_page_count, pragma_freelist_count") ?? 0);

    public override void Commit()
    {
        // A statement that was not read to its end would keep its old view of the database alive.
        ResetStatements();
        Run("COMMIT");
    }

    public override void Rollback()
    {
        ResetStatements();
        if (raw.sqlite3_get_autocommit(Handle) == 0)
            Run("ROLLBACK");
    }

    public override void Dispose()
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

    private static SqliteDatabase Open(string file, string begin)
    {
        var settings = new SqliteConnectionStringBuilder { DataSource = file, Pooling = false };
        var connection = new SqliteConnection(settings.ToString());
        try
        {
            connection.Open();
            var database = new SqliteDatabase(connection, begin);
            database.Configure("PRAGMA busy_timeout = 5000");
            return database;
        }
        catch (SqliteException exception)
        {
            connection.Dispose();
            throw SqliteErrors.Of(exception.SqliteErrorCode, exception.Message, $"Opening {file}", file);
        }
    }

    /// <summary>A pragma; some answer with a row.</summary>
    private void Configure(string pragma)
    {
        using var statement = new SqliteStatement(Handle, pragma);
        statement.Run();
    }
}
