using OrleansTwin.Store;

namespace OrleansTwin.Runtime.Tests.Support;

/// <summary>A journal that answers when it is told to, and fails when it is told to; it keeps numbers only.</summary>
internal sealed class ScriptedJournal : IJournal
{
    private readonly Lock _gate = new();
    private readonly List<(long Sequence, TaskCompletionSource<long> Answer)> _held = [];
    private readonly List<long> _asked = [];
    private readonly List<long> _kept = [];

    /// <summary>Set: appends wait for <see cref="Answer"/>.</summary>
    public bool IsHeld { get; set; }

    /// <summary>Set: what is answered is a failure with this text.</summary>
    public string? Fail { get; set; }

    /// <summary>The numbers that were to be appended, in order.</summary>
    public List<long> Asked
    {
        get
        {
            lock (_gate)
                return [.. _asked];
        }
    }

    public List<long> Kept
    {
        get
        {
            lock (_gate)
                return [.. _kept];
        }
    }

    public long LastSequence => _kept.Count;

    public long CheckpointCursor => 0;

    public long BytesMaxOf(in JournalBatch batch) => 1;

    public bool HasRoomFor(long bytes) => true;

    public ValueTask<long> AppendAsync(JournalBatch batch, CancellationToken cancellation = default)
    {
        var answer = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _asked.Add(batch.Sequence);
            _held.Add((batch.Sequence, answer));
        }

        if (!IsHeld)
            AnswerAll();
        return new ValueTask<long>(answer.Task);
    }

    /// <summary>Answers one that is held.</summary>
    public void Answer(long sequence)
    {
        lock (_gate)
        {
            foreach (var (number, answer) in _held.Where(held => held.Sequence == sequence).ToList())
                Settle(number, answer);
            _held.RemoveAll(held => held.Sequence == sequence);
        }
    }

    public void AnswerAll()
    {
        IsHeld = false;
        lock (_gate)
        {
            foreach (var (number, answer) in _held)
                Settle(number, answer);
            _held.Clear();
        }
    }

    public IAsyncEnumerable<JournalEntry> ReadAfterAsync(long cursor, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    private void Settle(long sequence, TaskCompletionSource<long> answer)
    {
        if (Fail is { } failure)
        {
            answer.SetException(new StoreUnavailableException(failure));
            return;
        }

        _kept.Add(sequence);
        answer.SetResult(sequence);
    }
}
