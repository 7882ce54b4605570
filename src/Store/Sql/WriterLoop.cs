using System.Diagnostics;
using System.Threading.Channels;

namespace OrleansTwin.Store.Sql;

/// <summary>
/// A writing connection, opened with the first request, on a thread of its own over a bounded queue. Appends that wait together
/// go into one transaction and one sync of the disk; everything else is a transaction by itself.
/// </summary>
internal sealed class WriterLoop : IAsyncDisposable
{
    private const int GroupBytesMax = 16 * 1024 * 1024;

    private readonly Channel<WriteRequest> _queue;
    private readonly Func<SqlDatabase> _open;
    private readonly TimeSpan _spacing;
    private readonly List<WriteRequest> _group = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SqlDatabase? _database;
    private WriteRequest? _carried;
    private long _lastGroupAt;
    private long _failures;
    private long _groupCommits;

    public WriterLoop(string name, Func<SqlDatabase> open, StoreOptions options)
    {
        _open = open;
        _spacing = options.CommitSpacing;
        _queue = Channel.CreateBounded<WriteRequest>(new BoundedChannelOptions(options.WriteQueueMax) { SingleReader = true });
        new Thread(Run) { IsBackground = true, Name = name }.Start();
    }

    public int Waiting => _queue.Reader.Count;

    public long Failures => Interlocked.Read(ref _failures);

    public long GroupCommits => Interlocked.Read(ref _groupCommits);

    public bool TryEnqueue(WriteRequest request) => _queue.Writer.TryWrite(request);

    public async ValueTask EnqueueAsync(WriteRequest request, CancellationToken cancellation)
    {
        try
        {
            await _queue.Writer.WriteAsync(request, cancellation).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(SqlTwinStore), "The store is closed.");
        }
    }

    /// <summary>
    /// Does a piece of work in a transaction; <paramref name="committed"/> runs on the writer's thread once it is durable.
    /// </summary>
    public async ValueTask<T> RunAsync<T>(
        Func<SqlDatabase, T> execute, Action<T>? committed = null, CancellationToken cancellation = default)
    {
        var work = new WriteWork<T>(execute, committed);
        await EnqueueAsync(work, cancellation).ConfigureAwait(false);
        return await work.Answer.ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
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

        do
        {
            if (_queue.Reader.TryRead(out var request))
                return request;
        }
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult());
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
            var database = _database ??= _open();
            database.Begin();
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

    private void ExecuteFollowers(SqlDatabase database, int bytes)
    {
        while (bytes < GroupBytesMax && _queue.Reader.TryRead(out var next))
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
            _database?.Dispose();
            _database = null;
        }

        foreach (var request in _group)
            request.Fail(exception);
    }
}
