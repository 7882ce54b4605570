using OrleansTwin.Store.Codecs;

namespace OrleansTwin.Store.Archive;

/// <summary>
/// The journal's batches between two checkpoints, encoded as archive blocks, ready to be written in the checkpoint that
/// truncates them; made outside of the writer, which then only inserts. One checkpoint after the other uses the same, and its
/// room.
/// </summary>
internal sealed class ArchiveFlush
{
    private const int BlockSamplesMax = 100_000;
    private const int BlockBatchesMax = 50_000;

    private readonly ByteWriter _data = new();
    private readonly ArchiveColumns _columns = new();
    private readonly List<(ArchiveBlock Block, int Start, int Length)> _blocks = [];
    private readonly List<JournalEntry> _batches = [];
    private int _samples;

    public IReadOnlyList<(ArchiveBlock Block, int Start, int Length)> Blocks => _blocks;

    /// <summary>The time of the last batch that has one.</summary>
    public long? AtTicks { get; private set; }

    /// <summary>The journal was damaged in between: there is a gap, and replays begin behind it.</summary>
    public bool HasGap { get; private set; }

    public long Bytes => _data.Length;

    /// <summary>Begins anew with the batches behind one sequence up to another; with none where these are equal.</summary>
    public async ValueTask CollectAsync(IJournal journal, long afterSequence, long toSequence)
    {
        (AtTicks, HasGap) = (null, false);
        Clear();
        if (toSequence == afterSequence)
            return;
        try
        {
            await foreach (var batch in journal.ReadAfterAsync(afterSequence).ConfigureAwait(false))
            {
                Add(batch);
                if (batch.Sequence == toSequence)
                    break;
            }

            CloseBlock();
        }
        catch (StoreCorruptedException)
        {
            // What the batches did is in memory, and in this checkpoint: it must not fail for them.
            Clear();
            HasGap = true;
        }
    }

    public ReadOnlySpan<byte> DataOf(int start, int length) => _data.WrittenFrom(start)[..length];

    private void Add(JournalEntry batch)
    {
        AtTicks = batch.AtTicks() ?? AtTicks;
        _batches.Add(batch);
        _samples += batch.Samples.Length;
        if (_samples >= BlockSamplesMax || _batches.Count >= BlockBatchesMax)
            CloseBlock();
    }

    private void CloseBlock()
    {
        if (_batches.Count == 0)
            return;
        var start = _data.Length;
        ArchiveCodec.Write(_data, _columns, _batches);
        _blocks.Add((ArchiveBlock.Of(_batches), start, _data.Length - start));
        _batches.Clear();
        _samples = 0;
    }

    private void Clear()
    {
        _data.Clear();
        _blocks.Clear();
        _batches.Clear();
        _samples = 0;
    }
}
