namespace OrleansTwin.Ingest.Mqtt;

/// <summary>
/// Memory for received messages: they are copied out of the socket's buffer one behind the other into shared blocks, so that a
/// message costs a copy and two counts, and no allocation. A message too big for that gets an array of its own. <see
/// cref="OutstandingBytes"/>
/// counts whole blocks, so it is what is really held.
/// </summary>
internal sealed class ReceiveBlockPool
{
    public const int BlockBytes = 64 * 1024;
    private const int LargestShared = BlockBytes / 4;
    private const int FreeMax = 64;

    private readonly Lock _gate = new();
    private readonly Stack<ReceiveBlock> _free = new();
    private readonly Action _returned;
    private ReceiveBlock? _current;
    private int _used;
    private long _outstanding;

    /// <param name="returned">Called whenever memory came back.</param>
    public ReceiveBlockPool(Action returned) => _returned = returned;

    public long OutstandingBytes => Volatile.Read(ref _outstanding);

    /// <summary>Room for a message, held once for it. Only the receiving loop calls this.</summary>
    public ReceiveBlock Take(int length, out int offset)
    {
        offset = 0;
        if (length > LargestShared)
            return Account(new ReceiveBlock(this, GC.AllocateUninitializedArray<byte>(length), reusable: false));
        if (_current is null || _used + length > BlockBytes)
            NextBlock();
        offset = _used;
        _used += length;
        _current!.Retain();
        return _current;
    }

    public void Return(ReceiveBlock block)
    {
        Interlocked.Add(ref _outstanding, -block.Bytes.Length);
        if (block.Reusable)
            lock (_gate)
                if (_free.Count < FreeMax)
                    _free.Push(block);
        _returned();
    }

    private void NextBlock()
    {
        ReceiveBlock? full = _current;
        ReceiveBlock? free;
        lock (_gate)
            _free.TryPop(out free);
        _current = Account(free?.Reopen() ?? new ReceiveBlock(this, new byte[BlockBytes], reusable: true));
        _used = 0;
        full?.Release();
    }

    private ReceiveBlock Account(ReceiveBlock block)
    {
        Interlocked.Add(ref _outstanding, block.Bytes.Length);
        return block;
    }
}
