using System.Data;
using Npgsql;
using OrleansTwin.Store.Sql;

namespace OrleansTwin.Store.Postgres;

/// <summary>
/// One connection. Writes are collected and travel together, the transaction's begin and end with them: a group of appends is one
/// round trip.
/// </summary>
internal sealed class PostgresDatabase(NpgsqlConnection connection, PostgresUse use) : SqlDatabase
{
    private const int CommandsMax = 512;
    private const int BytesMax = 4 * 1024 * 1024;

    private readonly NpgsqlBatch _batch = connection.CreateBatch();
    private readonly List<PostgresStatement> _senders = [];
    private readonly BlobArena _blobs = new();
    private readonly Dictionary<string, PostgresStatement> _statements = new(StringComparer.Ordinal);
    private NpgsqlDataReader? _rows;
    private PostgresStatement? _reading;

    /// <summary>Number of the last transaction that this connection wrote to the tables; the next one is one above.</summary>
    public long Transaction { get; set; }

    private bool IsLost => connection.FullState != ConnectionState.Open;

    public override void Begin()
    {
        Send(use == PostgresUse.Read ? "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY" : "BEGIN");
        if (use == PostgresUse.Tables)
            Flush();
    }

    public override void Commit()
    {
        EndReading();
        if (use == PostgresUse.Tables)
            Prepare("UPDATE meta SET value = ? WHERE key = 'transaction'").With(++Transaction).Run();
        Send("COMMIT");
        try
        {
            Flush();
        }
        catch (StoreUnavailableException lost) when (IsLost && use != PostgresUse.Read)
        {
            throw new CommitUnknownException(Transaction, lost);
        }
    }

    public override void Rollback()
    {
        Forget();
        Send("ROLLBACK");
        Flush();
    }

    public override bool HasCommitted(long transaction) => use == PostgresUse.Tables && Transaction == transaction;

    public override SqlStatement Prepare(string sql)
    {
        EndReading();
        if (!_statements.TryGetValue(sql, out var statement))
            _statements.Add(sql, statement = new PostgresStatement(this, sql));
        return statement.With();
    }

    public override void ReadMany(string sql, IReadOnlyList<long[]> keys, Action<int, SqlStatement> read)
    {
        for (var start = 0; start < keys.Count; start += CommandsMax)
        {
            var count = Math.Min(CommandsMax, keys.Count - start);
            var rows = (PostgresStatement)Prepare(sql);
            Flush();
            for (var i = 0; i < count; i++)
            {
                rows.With(keys[start + i]);
                Add(rows, rows.TakeBound());
            }

            BeginReading(rows);
            for (var i = 0; i < count; i++)
            {
                while (Next())
                    read(start + i, rows);
                Guard(() => _rows is not null && _rows.NextResult());
            }

            EndReading();
        }
    }

    public ReadOnlyMemory<byte> Keep(ReadOnlySpan<byte> bytes) => _blobs.Keep(bytes);

    /// <summary>For its effect only: with the next question, or the commit.</summary>
    public void Send(PostgresStatement sender, NpgsqlBatchCommand command)
    {
        Add(sender, command);
        if (_senders.Count >= CommandsMax || _blobs.Length >= BytesMax)
            Flush();
    }

    public void Ask(PostgresStatement sender, NpgsqlBatchCommand command)
    {
        Add(sender, command);
        BeginReading(sender);
    }

    public bool Next() => Guard(() => _rows is not null && _rows.Read());

    public void EndReading()
    {
        if (_rows is null)
            return;
        var rows = _rows;
        _rows = null;
        _reading?.Reading(null);
        _reading = null;
        try
        {
            Guard(() =>
            {
                rows.Dispose();
                return true;
            });
        }
        finally
        {
            Forget();
        }
    }

    public override long BytesOfJournal() => Number("SELECT pg_table_size('journal')") ?? 0;

    public override void Dispose()
    {
        // Whoever is in the midst of rows has a reason to leave them: the connection goes whatever they say.
        connection.Dispose();
        _batch.Dispose();
    }

    private void Send(string sql)
    {
        var statement = (PostgresStatement)Prepare(sql);
        Add(statement, statement.TakeBound());
    }

    private void Add(PostgresStatement sender, NpgsqlBatchCommand command)
    {
        _batch.BatchCommands.Add(command);
        _senders.Add(sender);
    }

    private void Flush()
    {
        if (_senders.Count == 0)
            return;
        try
        {
            Guard(_batch.ExecuteNonQuery);
        }
        finally
        {
            Forget();
        }
    }

    private void BeginReading(PostgresStatement reading)
    {
        _rows = Guard(() => _batch.ExecuteReader());
        _reading = reading;
        reading.Reading(_rows);
    }

    /// <summary>What was sent, or shall not be sent any more, is free for its next use.</summary>
    private void Forget()
    {
        for (var i = 0; i < _senders.Count; i++)
            _senders[i].Recycle(_batch.BatchCommands[i]);
        _senders.Clear();
        _batch.BatchCommands.Clear();
        _blobs.Clear();
    }

    private T Guard<T>(Func<T> call)
    {
        try
        {
            return call();
        }
        catch (Exception error) when (error is NpgsqlException or InvalidOperationException or IOException)
        {
            throw PostgresErrors.Of(error, IsLost);
        }
    }
}
