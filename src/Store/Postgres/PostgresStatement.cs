using System.Text.RegularExpressions;
using Npgsql;
using NpgsqlTypes;
using OrleansTwin.Store.Sql;

namespace OrleansTwin.Store.Postgres;

/// <summary>
/// A statement whose effects wait for their neighbours: what is run without an answer travels with the next question or the
/// commit, in one round trip. The server prepares it when it has seen it a few times (Npgsql's automatic preparation).
/// </summary>
internal sealed partial class PostgresStatement(PostgresDatabase database, string sql) : SqlStatement
{
    private readonly string _sql = Numbered(sql);
    private readonly Stack<NpgsqlBatchCommand> _free = new();
    private readonly List<byte[]> _columns = [];
    private NpgsqlBatchCommand? _bound;
    private NpgsqlDataReader? _rows;

    private NpgsqlDataReader Rows => _rows ?? throw new InvalidOperationException($"No row is read: {_sql}");

    private NpgsqlBatchCommand Bound => _bound ??= _free.TryPop(out var free) ? free : new NpgsqlBatchCommand(_sql);

    public override SqlStatement With(params ReadOnlySpan<long> numbers)
    {
        Reset();
        for (var i = 0; i < numbers.Length; i++)
            Number(i + 1, numbers[i]);
        return this;
    }

    public override SqlStatement Number(int parameter, long value)
    {
        Slot<long>(parameter, NpgsqlDbType.Bigint).TypedValue = value;
        return this;
    }

    public override SqlStatement Blob(int parameter, ReadOnlySpan<byte> value)
    {
        Slot<ReadOnlyMemory<byte>>(parameter, NpgsqlDbType.Bytea).TypedValue = database.Keep(value);
        return this;
    }

    public override bool Step()
    {
        if (_rows is null)
            database.Ask(this, TakeBound());
        if (database.Next())
            return true;
        Reset();
        return false;
    }

    public override void Run() => database.Send(this, TakeBound());

    public override long Long(int column) => Rows.GetInt64(column);

    public override bool IsNull(int column) => Rows.IsDBNull(column);

    public override ReadOnlySpan<byte> Blob(int column)
    {
        var length = (int)Rows.GetBytes(column, 0, null, 0, 0);
        while (_columns.Count <= column)
            _columns.Add([]);
        if (_columns[column].Length < length)
            _columns[column] = new byte[length * 2];
        Rows.GetBytes(column, 0, _columns[column], 0, length);
        return _columns[column].AsSpan(0, length);
    }

    public override string Text(int column) => Rows.GetString(column);

    public override void Reset()
    {
        if (_rows is not null)
            database.EndReading();
    }

    /// <summary>The command with its parameters; it comes back by <see cref="Recycle"/>.</summary>
    public NpgsqlBatchCommand TakeBound()
    {
        var bound = Bound;
        _bound = null;
        return bound;
    }

    public void Recycle(NpgsqlBatchCommand sent) => _free.Push(sent);

    /// <summary>The database says whose rows are read.</summary>
    public void Reading(NpgsqlDataReader? rows) => _rows = rows;

    protected override void Bind(int parameter, string? value) =>
        Slot<string?>(parameter, NpgsqlDbType.Text).TypedValue = value;

    private NpgsqlParameter<T> Slot<T>(int parameter, NpgsqlDbType type)
    {
        var all = Bound.Parameters;
        if (all.Count < parameter)
            all.Add(new NpgsqlParameter<T> { NpgsqlDbType = type });
        return (NpgsqlParameter<T>)all[parameter - 1];
    }

    /// <summary>Parameters ? and ?1 as PostgreSQL writes them.</summary>
    private static string Numbered(string sql)
    {
        var count = 0;
        return Parameter().Replace(sql, found => found.Length > 1 ? $"${found.ValueSpan[1..]}" : $"${++count}");
    }

    [GeneratedRegex(@"\?\d*")]
    private static partial Regex Parameter();
}
