namespace OrleansTwin.Store.Sql;

/// <summary>
/// One connection, used by one thread at a time. What differs between databases is below this class and
/// <see cref="SqlStatement"/>; the tables are written once, in the SQL that all of them understand, with parameters as <c>?</c>
/// or <c>?1</c>.
/// </summary>
internal abstract class SqlDatabase : IDisposable
{
    /// <summary>Begins a transaction: of a writer to write, of a reader on one state of the database.</summary>
    public abstract void Begin();

    /// <summary>Ends the transaction; what it wrote is durable when this returns.</summary>
    public abstract void Commit();

    public abstract void Rollback();

    /// <summary>On a new connection: whether the last transaction of the one before, by its number, is durable.</summary>
    public virtual bool HasCommitted(long transaction) => false;

    /// <summary>A statement that is prepared once per connection, ready for its parameters. Ends the one before it.</summary>
    public abstract SqlStatement Prepare(string sql);

    /// <summary>
    /// Asks the same for many keys. Over a network the questions travel together, so whoever has many keys asks in this way.
    /// </summary>
    /// <param name="sql">A query.</param>
    /// <param name="keys">The parameters of each question.</param>
    /// <param name="read">Gets the number of the question and a row; called in order of the questions.</param>
    public abstract void ReadMany(string sql, IReadOnlyList<long[]> keys, Action<int, SqlStatement> read);

    /// <summary>What the journal takes in the database, about; told at once.</summary>
    public abstract long BytesOfJournal();

    /// <summary>The first column of the first row, or null when there is no row or it holds null.</summary>
    public long? Number(string sql, params ReadOnlySpan<long> parameters)
    {
        var statement = Prepare(sql).With(parameters);
        long? value = statement.Step() && !statement.IsNull(0) ? statement.Long(0) : null;
        statement.Reset();
        return value;
    }

    public abstract void Dispose();
}
