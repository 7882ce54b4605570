namespace OrleansTwin.Store.Sql;

/// <summary>Something that the writer does in a transaction.</summary>
internal abstract class WriteRequest
{
    /// <summary>True: may share a transaction with its neighbours.</summary>
    public virtual bool JoinsGroup => false;

    /// <summary>Bytes that it adds, to bound a group.</summary>
    public virtual int Bytes => 0;

    public abstract void Execute(SqlDatabase database);

    /// <summary>The transaction is durable. On the writer's thread, in order of commit.</summary>
    public abstract void Succeed();

    public abstract void Fail(Exception exception);
}

/// <summary>A single piece of work with an answer.</summary>
internal sealed class WriteWork<T>(Func<SqlDatabase, T> execute, Action<T>? committed) : WriteRequest
{
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;

    public Task<T> Answer => _answer.Task;

    public override void Execute(SqlDatabase database) => _result = execute(database);

    public override void Succeed()
    {
        if (_result is not { } result)
            throw new InvalidOperationException("A write succeeded without a result.");
        committed?.Invoke(result);
        _answer.SetResult(result);
    }

    public override void Fail(Exception exception) => _answer.TrySetException(exception);
}
