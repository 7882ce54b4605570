using System.Runtime.InteropServices;

namespace OrleansTwin.Store.Buffers;

/// <summary>
/// One source's receipts, oldest first: those in blocks of the database, then the fresh ones that only the journal holds. Not
/// thread-safe.
/// </summary>
internal sealed class SourceReceipts
{
    private readonly Dictionary<UInt128, Entry> _entries = [];
    private readonly Queue<Block> _blocks = new();
    private readonly Queue<UInt128> _stored = new();
    private readonly Queue<(Receipt Receipt, long Sequence)> _fresh = new();
    private int _leftInFirstBlock;
    private long _newestTicks;

    public long LastUse { get; set; }

    /// <summary>The token committed last, also where it was known before.</summary>
    public UInt128 Latest { get; private set; }

    public long NewestTicks => _newestTicks;

    public int Count => _entries.Count;

    private int Committed => _stored.Count + _fresh.Count;

    public ReceiptState StateOf(UInt128 token) => _entries.TryGetValue(token, out var entry) ? entry.State : ReceiptState.Unknown;

    public bool TryGetAnswer(UInt128 token, out string? answer)
    {
        var isKnown = _entries.TryGetValue(token, out var entry) && entry.State == ReceiptState.Committed;
        answer = isKnown ? entry.Answer : null;
        return isKnown;
    }

    public void Begin(UInt128 token) => _entries.TryAdd(token, new Entry(ReceiptState.InFlight, null));

    public void Abort(UInt128 token)
    {
        if (StateOf(token) == ReceiptState.InFlight)
            _entries.Remove(token);
    }

    public void Commit(in Receipt receipt, long sequence)
    {
        if (TryMakeKnown(receipt))
            _fresh.Enqueue((receipt, sequence));
    }

    /// <summary>A stored block; false if it says nothing that is not known already.</summary>
    public bool Load(long block, ReadOnlySpan<Receipt> receipts)
    {
        var count = 0;
        foreach (ref readonly var receipt in receipts)
        {
            if (!TryMakeKnown(receipt))
                continue;
            _stored.Enqueue(receipt.Token);
            count++;
        }

        if (count > 0)
            AddBlock(new Block(block, count, receipts[^1].ReceiveTicks));
        return count > 0;
    }

    /// <summary>The fresh receipts up to a cursor.</summary>
    public Receipt[] FreshUpTo(long cursor) =>
        [.. _fresh.TakeWhile(fresh => fresh.Sequence <= cursor).Select(static fresh => fresh.Receipt)];

    /// <summary>
    /// The block is stored: its receipts are fresh no longer, but for those that were forgotten meanwhile. False if that is all.
    /// </summary>
    public bool MoveToBlock(ReceiptBlock block)
    {
        var count = 0;
        for (; _fresh.TryPeek(out var next) && next.Sequence <= block.Cursor; count++)
            _stored.Enqueue(_fresh.Dequeue().Receipt.Token);
        if (count > 0)
            AddBlock(new Block(block.Block, count, block.Receipts[^1].ReceiveTicks));
        return count > 0;
    }

    /// <summary>Forgets what is too many or too old; returns how many and adds the blocks that are empty now.</summary>
    public int Trim(int countMax, long retentionTicks, List<long> emptyBlocks)
    {
        var before = Committed;
        while (_blocks.TryPeek(out var first) && first.NewestTicks < _newestTicks - retentionTicks)
            ForgetFirstBlock(emptyBlocks);
        while (Committed > countMax)
            ForgetFirst(emptyBlocks);
        return before - Committed;
    }

    public int ForgetAll(List<long> emptyBlocks)
    {
        var before = Committed;
        foreach (var block in _blocks)
            emptyBlocks.Add(block.Number);
        return before;
    }

    private bool TryMakeKnown(in Receipt receipt)
    {
        Latest = receipt.Token;
        ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_entries, receipt.Token, out _);
        if (entry.State == ReceiptState.Committed)
            return false;
        entry = new Entry(ReceiptState.Committed, receipt.Answer);
        _newestTicks = Math.Max(_newestTicks, receipt.ReceiveTicks);
        return true;
    }

    private void AddBlock(in Block block)
    {
        _blocks.Enqueue(block);
        if (_blocks.Count == 1)
            _leftInFirstBlock = block.Count;
    }

    private void ForgetFirst(List<long> emptyBlocks)
    {
        if (_stored.TryDequeue(out var token))
        {
            _entries.Remove(token);
            _leftInFirstBlock--;
            DropEmptyBlock(emptyBlocks);
        }
        else
        {
            _entries.Remove(_fresh.Dequeue().Receipt.Token);
        }
    }

    private void ForgetFirstBlock(List<long> emptyBlocks)
    {
        for (; _leftInFirstBlock > 0; _leftInFirstBlock--)
            _entries.Remove(_stored.Dequeue());
        DropEmptyBlock(emptyBlocks);
    }

    private void DropEmptyBlock(List<long> emptyBlocks)
    {
        while (_leftInFirstBlock == 0 && _blocks.TryDequeue(out var block))
        {
            emptyBlocks.Add(block.Number);
            _leftInFirstBlock = _blocks.TryPeek(out var next) ? next.Count : 0;
        }
    }

    private readonly record struct Entry(ReceiptState State, string? Answer);

    private readonly record struct Block(long Number, int Count, long NewestTicks);
}
