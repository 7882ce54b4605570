namespace OrleansTwin.Ingest.Mqtt;

/// <summary>
/// A piece of memory that received messages share. It goes back to its pool when the last message in it, and the receiver that
/// fills it, have let go.
/// </summary>
internal sealed class ReceiveBlock(ReceiveBlockPool owner, byte[] bytes, bool reusable)
{
    private int _holders = 1;

    public byte[] Bytes => bytes;

    public bool Reusable => reusable;

    public void Retain() => Interlocked.Increment(ref _holders);

    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
            owner.Return(this);
    }

    /// <summary>Makes a block from the pool the receiver's again.</summary>
    public ReceiveBlock Reopen()
    {
        Volatile.Write(ref _holders, 1);
        return this;
    }
}
