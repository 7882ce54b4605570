namespace OrleansTwin.Store.Sql;

/// <summary>
/// Writes that wait for the writer's thread, in order, bounded by their number and their bytes. Who finds no place waits for one,
/// and nobody overtakes. A write larger than all the bytes there may be goes in when the queue is empty.
/// </summary>
internal sealed class WriteQueue(int countMax, long bytesMax)
{
    private readonly object _lock = new();
    private readonly Queue<WriteRequest> _requests = new();
    private readonly LinkedList<Caller> _callers = [];
    private long _bytes;
    private long _heldUp;
    private bool _isClosed;

    public int Count
    {
        get
        {
            lock (_lock)
                return _requests.Count;
        }
    }

    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Callers that had to wait for a place.</summary>
    public long HeldUp => Interlocked.Read(ref _heldUp);

    /// <summary>False: there is no place, or somebody waits for one.</summary>
    /// <exception cref="ObjectDisposedException">The queue is closed.</exception>
    public bool TryAdd(WriteRequest request)
    {
        lock (_lock)
            return TryAddLocked(request);
    }

    /// <summary>Waits for a place.</summary>
    /// <exception cref="ObjectDisposedException">The queue is closed.</exception>
    public async ValueTask AddAsync(WriteRequest request, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        LinkedListNode<Caller> caller;
        lock (_lock)
        {
            if (TryAddLocked(request))
                return;
            caller = _callers.AddLast(new Caller(request));
            _heldUp++;
        }

        using var leaving = cancellation.UnsafeRegister(_ => Leave(caller, cancellation), null);
        await caller.Value.Entered.Task.ConfigureAwait(false);
    }

    /// <summary>The oldest; null: there is none now.</summary>
    public WriteRequest? TryTake()
    {
        lock (_lock)
        {
            if (!_requests.TryDequeue(out var request))
                return null;
            Volatile.Write(ref _bytes, _bytes - request.Bytes);
            LetIn();
            return request;
        }
    }

    /// <summary>Blocks until there is something to take or the queue is closed; false: neither came in that time.</summary>
    public bool Wait(TimeSpan atMost)
    {
        lock (_lock)
            return _requests.Count > 0 || _isClosed || Monitor.Wait(_lock, atMost);
    }

    /// <summary>True: closed, and nothing is left to take.</summary>
    public bool IsAtEnd
    {
        get
        {
            lock (_lock)
                return _isClosed && _requests.Count == 0;
        }
    }

    /// <summary>Takes nothing more in; what is in it can still be taken.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            foreach (var caller in _callers)
                caller.Entered.TrySetException(Closed());
            _callers.Clear();
            Monitor.Pulse(_lock);
        }
    }

    private bool TryAddLocked(WriteRequest request)
    {
        if (_isClosed)
            throw Closed();
        if (_callers.Count > 0 || !HasPlaceFor(request))
            return false;
        Enqueue(request);
        return true;
    }

    private bool HasPlaceFor(WriteRequest request) =>
        _requests.Count == 0 || (_requests.Count < countMax && _bytes + request.Bytes <= bytesMax);

    private void Enqueue(WriteRequest request)
    {
        _requests.Enqueue(request);
        Volatile.Write(ref _bytes, _bytes + request.Bytes);
        Monitor.Pulse(_lock);
    }

    private void LetIn()
    {
        while (_callers.First is { } first && HasPlaceFor(first.Value.Request))
        {
            _callers.RemoveFirst();
            Enqueue(first.Value.Request);
            first.Value.Entered.TrySetResult();
        }
    }

    private void Leave(LinkedListNode<Caller> caller, CancellationToken cancellation)
    {
        lock (_lock)
        {
            if (caller.List is null)
                return;
            _callers.Remove(caller);
            LetIn();
        }

        caller.Value.Entered.TrySetCanceled(cancellation);
    }

    private static ObjectDisposedException Closed() => new(nameof(SqlTwinStore), "The store is closed.");

    private sealed record Caller(WriteRequest Request)
    {
        public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
