using System.Threading.Tasks.Sources;
using OrleansTwin.Store.Codecs;

namespace OrleansTwin.Store.Sql;

/// <summary>
/// One append on its way to the disk. Pooled, and itself the source of the caller's task, so that an append allocates nothing.
/// </summary>
internal sealed class AppendRequest(SqlJournal journal) : WriteRequest, IValueTaskSource<long>
{
    private readonly ByteWriter _encoded = new();
    private readonly TextTable _texts = new();
    private ManualResetValueTaskSourceCore<long> _source = new() { RunContinuationsAsynchronously = true };

    public override bool JoinsGroup => true;

    public override int Bytes => _encoded.Length;

    public ReadOnlySpan<byte> Encoded => _encoded.Written;

    public Receipt[] Receipts { get; private set; } = [];

    public int Samples { get; private set; }

    public long Sequence { get; private set; }

    /// <summary>The number that it must get, or 0.</summary>
    public long SequenceWanted { get; private set; }

    public ValueTask<long> Completion => new(this, _source.Version);

    public void Prepare(in JournalBatch batch)
    {
        _source.Reset();
        _encoded.Clear();
        _texts.Clear();
        JournalCodec.Write(_encoded, _texts, batch);
        Samples = batch.Samples.Length;
        SequenceWanted = batch.Sequence;
        Receipts = batch.Receipts.IsEmpty ? [] : batch.Receipts.ToArray();
    }

    /// <summary>Out of its turn it writes nothing and leaves its group alone.</summary>
    public override void Execute(SqlDatabase database) =>
        Sequence = journal.IsNext(SequenceWanted) ? journal.Insert(database, Encoded) : 0;

    public override void Succeed()
    {
        if (Sequence == 0)
        {
            journal.Refused(this);
            _source.SetException(
                new StoreUnavailableException($"Batch {SequenceWanted} is not the journal's next: one before it failed."));
            return;
        }

        journal.Committed(this);
        _source.SetResult(Sequence);
    }

    public override void Fail(Exception exception)
    {
        journal.Failed(this);
        _source.SetException(exception);
    }

    public long GetResult(short token)
    {
        try
        {
            return _source.GetResult(token);
        }
        finally
        {
            journal.Recycle(this);
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}
