using System.Collections.Concurrent;

namespace OrleansTwin.Store.Sql;

/// <summary>
/// A bounded number of reading connections; each read sees one state of the database from begin to end. Reads that wait for a
/// server do so on threads of their own, so that a slow server can't take the process's threads.
/// </summary>
internal sealed class ReaderPool(Func<SqlDatabase> open, int connectionsMax, bool isRemote = false) : IAsyncDisposable
{
    private readonly SemaphoreSlim _places = new(connectionsMax);
    private readonly ConcurrentBag<SqlDatabase> _idle = [];
    private readonly ReaderThreads? _threads = isRemote ? new ReaderThreads(connectionsMax) : null;
    private int _waiting;
    private long _waited;

    /// <summary>Reads that wait for a connection now.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Reads that had to wait for a connection.</summary>
    public long Waited => Interlocked.Read(ref _waited);

    public async ValueTask<T> ReadAsync<T>(Func<SqlDatabase, T> read, CancellationToken cancellation)
    {
        await TakePlaceAsync(cancellation).ConfigureAwait(false);
        try
        {
            return _threads is null ? Read(read) : await _threads.RunAsync(() => Read(read)).ConfigureAwait(false);
        }
        finally
        {
            _places.Release();
        }
    }

    /// <summary>Waits for the reads that are running.</summary>
    public async ValueTask DisposeAsync()
    {
        for (var i = 0; i < connectionsMax; i++)
            await _places.WaitAsync().ConfigureAwait(false);
        DropIdle();
        _threads?.Dispose();
        _places.Dispose();
    }

    private async ValueTask TakePlaceAsync(CancellationToken cancellation)
    {
        if (_places.Wait(0, cancellation))
            return;
        Interlocked.Increment(ref _waited);
        Interlocked.Increment(ref _waiting);
        try
        {
            await _places.WaitAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private T Read<T>(Func<SqlDatabase, T> read)
    {
        if (!_idle.TryTake(out var idle))
            return Read(open(), read);
        try
        {
            return Read(idle, read);
        }
        catch (StoreUnavailableException)
        {
            // It may have been lost while it was idle, and the others with it: a new one tells.
            DropIdle();
            return Read(open(), read);
        }
    }

    private T Read<T>(SqlDatabase database, Func<SqlDatabase, T> read)
    {
        try
        {
            database.Begin();
            var answer = read(database);
            database.Commit();
            _idle.Add(database);
            return answer;
        }
        catch
        {
            // Whatever went wrong, a new connection starts clean.
            database.Dispose();
            throw;
        }
    }

    private void DropIdle()
    {
        while (_idle.TryTake(out var database))
            database.Dispose();
    }
}
