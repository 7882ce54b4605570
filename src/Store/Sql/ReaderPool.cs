using System.Collections.Concurrent;

namespace OrleansTwin.Store.Sql;

/// <summary>A bounded number of reading connections; each read sees one state of the database from begin to end.</summary>
internal sealed class ReaderPool(Func<SqlDatabase> open, int connectionsMax) : IAsyncDisposable
{
    private readonly SemaphoreSlim _places = new(connectionsMax);
    private readonly ConcurrentBag<SqlDatabase> _idle = [];

    public async ValueTask<T> ReadAsync<T>(Func<SqlDatabase, T> read, CancellationToken cancellation)
    {
        await _places.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return Read(read);
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
        while (_idle.TryTake(out var database))
            database.Dispose();
        _places.Dispose();
    }

    private T Read<T>(Func<SqlDatabase, T> read)
    {
        var database = _idle.TryTake(out var idle) ? idle : open();
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
}
