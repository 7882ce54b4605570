namespace OrleansTwin.Store.Buffers;

/// <summary>
/// How much of the journal's size the batches take that wait for a checkpoint. It counts what a page file needs for them at
/// most, so that a batch that it has room for never meets a full file: its twins have it by then, and only a checkpoint makes
/// room.
/// </summary>
internal sealed class JournalRoom(long bytesMax)
{
    private const int PageBytes = 4096;
    private const int RowBytes = 64;

    /// <summary>Tables, indexes' inner pages and pages that are half empty behind a truncation.</summary>
    private const int FixedBytes = 16 * PageBytes;
    private const int SparePart = 16;

    private readonly Queue<long> _held = new();
    private readonly Lock _lock = new();
    private readonly long _usable = bytesMax == 0 ? long.MaxValue : bytesMax - (bytesMax / SparePart) - FixedBytes;
    private long _bytes;

    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>What a row takes at most: beside itself the rest of a page that it had no place in.</summary>
    public static long CostOf(long rowBytes) => rowBytes + Math.Min(rowBytes, PageBytes) + RowBytes;

    /// <summary>The least size of a journal that has room for a row.</summary>
    public static long LeastFor(long rowBytes) => ((CostOf(rowBytes) + FixedBytes) * SparePart / (SparePart - 1)) + SparePart;

    public bool Has(long bytes) => Bytes + bytes <= _usable;

    /// <summary>The next batch is in the journal.</summary>
    public void Add(int rowBytes)
    {
        lock (_lock)
        {
            _held.Enqueue(CostOf(rowBytes));
            Volatile.Write(ref _bytes, _bytes + CostOf(rowBytes));
        }
    }

    /// <summary>The oldest batches wait no longer; what they counted for.</summary>
    public long DropFirst(long count)
    {
        lock (_lock)
        {
            var before = _bytes;
            for (; count > 0; count--)
                Volatile.Write(ref _bytes, _bytes - _held.Dequeue());
            return before - _bytes;
        }
    }
}
