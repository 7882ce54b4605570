namespace OrleansTwin.Store;

/// <summary>The twins' states as of <see cref="IJournal.CheckpointCursor"/>.</summary>
public interface ISnapshots
{
    /// <summary>All of them, in order of key, for a start.</summary>
    /// <exception cref="StoreCorruptedException">A snapshot fails its checksum.</exception>
    IAsyncEnumerable<Snapshot> ReadAllAsync(CancellationToken cancellation = default);
}

/// <summary>A twin's serialized state; empty: it was damaged and is lost.</summary>
public readonly record struct Snapshot(int TwinKey, ReadOnlyMemory<byte> State)
{
    public bool IsLost => State.IsEmpty;
}
