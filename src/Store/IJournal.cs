namespace OrleansTwin.Store;

/// <summary>
/// What was accepted, in order of commit. A source is acknowledged only after <see cref="AppendAsync"/> has completed (DESIGN,
/// rule 4).
/// </summary>
public interface IJournal
{
    /// <summary>Sequence number of the newest durable batch; 0 before the first.</summary>
    long LastSequence { get; }

    /// <summary>The cursor of the last checkpoint: recovery replays what comes after it. 0 before the first.</summary>
    long CheckpointCursor { get; }

    /// <summary>
    /// Batches behind this one can be read: those behind the checkpoint, and before them what
    /// <see cref="StoreOptions.JournalKeptBytesMax"/> keeps.
    /// </summary>
    long KeptAfter => CheckpointCursor;

    /// <summary>Who reads what is kept has everything up to here: it goes with one of the next checkpoints.</summary>
    void Release(long cursor)
    {
    }

    /// <summary>Bytes of <see cref="StoreOptions.JournalBytesMax"/> that a batch takes at most.</summary>
    long BytesMaxOf(in JournalBatch batch);

    /// <summary>
    /// Whether so many bytes fit beside the batches that wait for a checkpoint. Where they don't, the host should checkpoint
    /// first and hold its sources back: an append that finds no room fails, and only a checkpoint makes some.
    /// </summary>
    bool HasRoomFor(long bytes);

    /// <summary>
    /// Completes with the batch's sequence number once it is on disk; batches that wait together share one commit. The batch is
    /// encoded before the
    /// call returns its task, so its arrays may be reused at once. Cancelling stops the wait for a place in the queue; a batch in
    /// the queue is committed.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// The batch exceeds a limit of <see cref="StoreOptions"/> or names an unknown sensor key.
    /// </exception>
    /// <exception cref="StoreUnavailableException">
    /// The disk is full or cannot be written, or the batch is not the next (<see cref="JournalBatch.Sequence"/>). It is not in
    /// the journal; the source must not be acknowledged. A later call may succeed.
    /// </exception>
    ValueTask<long> AppendAsync(JournalBatch batch, CancellationToken cancellation = default);

    /// <summary>All durable batches with a higher sequence, in order.</summary>
    /// <exception cref="ArgumentException">
    /// The cursor lies behind <see cref="KeptAfter"/>: what follows it is truncated.
    /// </exception>
    /// <exception cref="StoreCorruptedException">A batch fails its checksum.</exception>
    IAsyncEnumerable<JournalEntry> ReadAfterAsync(long cursor, CancellationToken cancellation = default);
}
