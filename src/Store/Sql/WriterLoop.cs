using System.Diagnostics;

namespace OrleansTwin.Store.Sql;

/// <summary>
/// A writing connection, opened with the first request, on a thread of its own over a bounded queue. Appends that wait together
/// go into one transaction and one sync of the disk; everything else is a transaction by itself. A connection that was lost is
/// opened again by the next request.
/// </summary>
/// <remarks>
/// When it is lost during a commit, only the database knows what became of it. An append is told as failed, and the journal
/// takes off what was committed all the same, before anything else is written. Other work can't be
/// taken back, so its caller waits until the database has answered.
/// </remarks>
internal sealed class WriterLoop : IAsyncDisposable
{
    private const int GroupBytesMax = 16 * 1024 * 1024;

    private static readonly TimeSpan AskingEvery = TimeSpan.FromMilliseconds(250);

    private readonly Func<SqlDatabase> _open;
    private readonly Action<SqlDatabase>? _reopened;
    private readonly TimeSpan _spacing;
    private readonly List<WriteRequest> _group = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SqlDatabase? _database;
    private WriteRequest? _carried;
    private WriteRequest? _unknown;
    private long _unknownTransaction;
    private bool _hasOpened;
    private long _lastGroupAt;
    private long _failures;
    private long _groupCommits;

    public WriterLoop(string name, Func<SqlDatabase> open, StoreOptions options, Action<SqlDatabase>? reopened = null)
    {
        _open = open;
        _reopened = reopened;
        _spacing = options.CommitSpacing;
        Queue = new WriteQueue(options.WriteQueueMax, options.WriteQueueBytesMax);
        new Thread(Run) { IsBackground = true, Name = name }.Start();
    }

    public WriteQueue Queue { get; }

    public long Failures => Interlocked.Read(ref _failures);

    public long GroupCommits => Interlocked.Read(ref _groupCommits);

    /// <summary>
    /// Does a piece of work in a transaction; <paramref name="committed"/> runs on the writer's thread once it is durable.
    /// </summary>
    public async ValueTask<T> RunAsync<T>(
        Func<SqlDatabase, T> execute, Action<T>? committed = null, CancellationToken cancellation = default)
    {
        var work = new WriteWork<T>(execute, committed);
        await Queue.AddAsync(work, cancellation).ConfigureAwait(false);
        return await work.Answer.ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        Queue.Close();
        await _ended.Task.ConfigureAwait(false);
    }

    private void Run()
    {
        try
        {
            while (Take() is { } request)
                Commit(request);
        }
        finally
        {
            Settle(isEnding: true);
            _database?.Dispose();
            _ended.SetResult();
        }
    }

    /// <summary>The next request; null when the loop is closed and its queue is empty.</summary>
    private WriteRequest? Take()
    {
        if (_carried is { } carried)
        {
            _carried = null;
            return carried;
        }

        while (!Queue.IsAtEnd)
        {
            if (Queue.TryTake() is { } request)
                return request;
            if (!Queue.Wait(_unknown is null ? Timeout.InfiniteTimeSpan : AskingEvery))
                Settle(isEnding: false);
        }

        return null;
    }

    private void Commit(WriteRequest first)
    {
        _group.Clear();
        _group.Add(first);
        try
        {
            if (first.JoinsGroup)
                KeepSpacing();
            var database = Begin();
            first.Execute(database);
            if (first.JoinsGroup)
                ExecuteFollowers(database, first.Bytes);
            database.Commit();
        }
        catch (Exception exception)
        {
            Fail(exception);
            return;
        }

        if (first.JoinsGroup)
            Interlocked.Increment(ref _groupCommits);
        foreach (var request in _group)
            request.Succeed();
    }

    /// <summary>A transaction on a connection that works: one that was lost while it was idle is replaced.</summary>
    private SqlDatabase Begin()
    {
        var isIdle = _database is not null;
        var database = Open();
        try
        {
            database.Begin();
        }
        catch (StoreUnavailableException) when (isIdle)
        {
            Close();
            database = Open();
            database.Begin();
        }

        return database;
    }

    private SqlDatabase Open()
    {
        if (_database is not null)
            return _database;
        var database = _open();
        try
        {
            if (_hasOpened)
                _reopened?.Invoke(database);
        }
        catch
        {
            database.Dispose();
            throw;
        }

        _hasOpened = true;
        _database = database;
        var unknown = Interlocked.Exchange(ref _unknown, null);
        if (database.HasCommitted(_unknownTransaction))
            unknown?.Succeed();
        else
            unknown?.Fail(new StoreUnavailableException("The connection to the database was lost before the commit."));
        return database;
    }

    private void Close()
    {
        _database?.Dispose();
        _database = null;
    }

    /// <summary>Asks the database what became of the transaction that nobody knows of.</summary>
    private void Settle(bool isEnding)
    {
        if (_unknown is null)
            return;
        try
        {
            Open();
        }
        catch (Exception error)
        {
            if (isEnding || error is not StoreUnavailableException)
                Interlocked.Exchange(ref _unknown, null)?.Fail(error);
        }
    }

    private void ExecuteFollowers(SqlDatabase database, int bytes)
    {
        while (bytes < GroupBytesMax && Queue.TryTake() is { } next)
        {
            if (!next.JoinsGroup)
            {
                _carried = next;
                return;
            }

            _group.Add(next);
            next.Execute(database);
            bytes += next.Bytes;
        }
    }

    private void KeepSpacing()
    {
        var left = _spacing - Stopwatch.GetElapsedTime(_lastGroupAt);
        if (left > TimeSpan.Zero)
            Thread.Sleep(left);
        _lastGroupAt = Stopwatch.GetTimestamp();
    }

    private void Fail(Exception exception)
    {
        Interlocked.Add(ref _failures, _group.Count);
        try
        {
            _database?.Rollback();
        }
        catch
        {
            // Whatever happened, this connection cannot be trusted; the next request opens another.
            Close();
        }

        if (exception is CommitUnknownException unknown)
        {
            exception = new StoreUnavailableException(exception.Message, exception);
            if (!_group[0].JoinsGroup)
            {
                (_unknown, _unknownTransaction) = (_group[0], unknown.Transaction);
                return;
            }
        }

        foreach (var request in _group)
            request.Fail(exception);
    }
}
