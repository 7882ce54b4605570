namespace OrleansTwin.Store.Buffers;

/// <summary>
/// All receipts in memory. Appending marks them in flight; the commit makes them known; a checkpoint, which truncates the journal
/// they lie in, moves those
/// that are still wanted into blocks, one a source, that are deleted whole when their last receipt is forgotten.
/// </summary>
internal sealed class ReceiptIndex(StoreOptions options) : IReceipts
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, SourceReceipts> _sources = new(StringComparer.Ordinal);
    private readonly List<long> _emptyBlocks = [];
    private long _uses;
    private long _forgotten;
    private long _nextBlock = 1;

    public ReceiptState StateOf(string source, UInt128 token)
    {
        lock (_lock)
            return _sources.TryGetValue(source, out var receipts) ? receipts.StateOf(token) : ReceiptState.Unknown;
    }

    public UInt128 Latest(string source)
    {
        lock (_lock)
            return _sources.TryGetValue(source, out var receipts) ? receipts.Latest : 0;
    }

    public long NewestTicks(string source)
    {
        lock (_lock)
            return _sources.TryGetValue(source, out var receipts) ? receipts.NewestTicks : 0;
    }

    public bool TryGetAnswer(string source, UInt128 token, out string? answer)
    {
        answer = null;
        lock (_lock)
            return _sources.TryGetValue(source, out var receipts) && receipts.TryGetAnswer(token, out answer);
    }

    public (long Held, long Forgotten) Count()
    {
        lock (_lock)
            return (_sources.Values.Sum(static receipts => (long)receipts.Count), _forgotten);
    }

    public void Begin(ReadOnlySpan<Receipt> receipts)
    {
        if (receipts.IsEmpty)
            return;
        lock (_lock)
        {
            foreach (ref readonly var receipt in receipts)
                SourceOf(receipt.Source).Begin(receipt.Token);
        }
    }

    public void Abort(ReadOnlySpan<Receipt> receipts)
    {
        if (receipts.IsEmpty)
            return;
        lock (_lock)
        {
            foreach (ref readonly var receipt in receipts)
                SourceOf(receipt.Source).Abort(receipt.Token);
        }
    }

    public void Commit(ReadOnlySpan<Receipt> receipts, long sequence)
    {
        if (receipts.IsEmpty)
            return;
        lock (_lock)
        {
            foreach (ref readonly var receipt in receipts)
            {
                var source = SourceOf(receipt.Source);
                source.Commit(receipt, sequence);
                _forgotten += source.Trim(options.ReceiptsPerSourceMax, options.ReceiptRetention.Ticks, _emptyBlocks);
            }

            ForgetSources();
        }
    }

    /// <summary>A block as it was stored.</summary>
    public void Load(long block, ReadOnlySpan<Receipt> receipts)
    {
        lock (_lock)
        {
            _nextBlock = Math.Max(_nextBlock, block + 1);
            if (receipts.IsEmpty)
                return;
            var source = SourceOf(receipts[0].Source);
            if (!source.Load(block, receipts))
                _emptyBlocks.Add(block);
            source.Trim(options.ReceiptsPerSourceMax, options.ReceiptRetention.Ticks, _emptyBlocks);
        }
    }

    /// <summary>What a checkpoint has to write and delete; <see cref="Saved"/> says that it did.</summary>
    public ReceiptChanges Prepare(long cursor)
    {
        lock (_lock)
        {
            List<ReceiptBlock> blocks = [];
            foreach (var source in _sources.Values)
            {
                var fresh = source.FreshUpTo(cursor);
                if (fresh.Length > 0)
                    blocks.Add(new ReceiptBlock(_nextBlock++, cursor, fresh));
            }

            return new ReceiptChanges(blocks, [.. _emptyBlocks]);
        }
    }

    public void Saved(ReceiptChanges changes)
    {
        lock (_lock)
        {
            foreach (var block in changes.Written)
            {
                if (!SourceOf(block.Receipts[0].Source).MoveToBlock(block))
                    _emptyBlocks.Add(block.Block);
            }

            _emptyBlocks.RemoveAll(changes.Deleted.Contains);
        }
    }

    private SourceReceipts SourceOf(string name)
    {
        if (!_sources.TryGetValue(name, out var source))
            _sources.Add(name, source = new SourceReceipts());
        source.LastUse = ++_uses;
        return source;
    }

    private void ForgetSources()
    {
        while (_sources.Count > options.ReceiptSourcesMax)
        {
            var oldest = _sources.MinBy(static source => source.Value.LastUse);
            _forgotten += oldest.Value.ForgetAll(_emptyBlocks);
            _sources.Remove(oldest.Key);
        }
    }
}

/// <summary>Receipts of one source, stored under one number: the fresh ones up to a cursor.</summary>
internal sealed record ReceiptBlock(long Block, long Cursor, Receipt[] Receipts);

internal sealed record ReceiptChanges(List<ReceiptBlock> Written, HashSet<long> Deleted);
