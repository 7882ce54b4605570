using System.Text;
using OrleansTwin.Store.Sql;
using SQLitePCL;

namespace OrleansTwin.Store.Sqlite;

/// <summary>SQLite's own calls instead of ADO.NET commands: nothing is copied or allocated on our side.</summary>
internal sealed class SqliteStatement : SqlStatement, IDisposable
{
    private readonly sqlite3 _connection;
    private readonly sqlite3_stmt _handle;
    private readonly string _sql;

    public SqliteStatement(sqlite3 connection, string sql)
    {
        _connection = connection;
        _sql = sql;
        Check(raw.sqlite3_prepare_v3(connection, sql, raw.SQLITE_PREPARE_PERSISTENT, out _handle));
    }

    public override SqlStatement With(params ReadOnlySpan<long> numbers)
    {
        Reset();
        for (var i = 0; i < numbers.Length; i++)
            Check(raw.sqlite3_bind_int64(_handle, i + 1, numbers[i]));
        return this;
    }

    public override SqlStatement Number(int parameter, long value)
    {
        Check(raw.sqlite3_bind_int64(_handle, parameter, value));
        return this;
    }

    public override SqlStatement Blob(int parameter, ReadOnlySpan<byte> value)
    {
        Check(value.IsEmpty
            ? raw.sqlite3_bind_zeroblob(_handle, parameter, 0)
            : raw.sqlite3_bind_blob(_handle, parameter, value));
        return this;
    }

    public override bool Step()
    {
        var result = raw.sqlite3_step(_handle);
        if (result == raw.SQLITE_ROW)
            return true;
        if (result != raw.SQLITE_DONE)
        {
            var error = SqliteErrors.Of(result, _connection, _sql);
            Reset();
            throw error;
        }

        Reset();
        return false;
    }

    public override void Run()
    {
        while (Step())
        {
        }
    }

    public override long Long(int column) => raw.sqlite3_column_int64(_handle, column);

    public override bool IsNull(int column) => raw.sqlite3_column_type(_handle, column) == raw.SQLITE_NULL;

    public override ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(_handle, column);

    public override string Text(int column) => raw.sqlite3_column_text(_handle, column).utf8_to_string() ?? "";

    public override void Reset() => _ = raw.sqlite3_reset(_handle);

    public void Dispose() => _handle.Dispose();

    protected override void Bind(int parameter, string? value) => Check(value is null
        ? raw.sqlite3_bind_null(_handle, parameter)
        : raw.sqlite3_bind_text(_handle, parameter, Encoding.UTF8.GetBytes(value)));

    private void Check(int result) => SqliteErrors.Check(result, _connection, _sql);
}
