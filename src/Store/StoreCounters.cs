namespace OrleansTwin.Store;

/// <summary>What the store has done since it was opened, and where it stands.</summary>
public readonly record struct StoreCounters
{
    public long BatchesAppended { get; init; }

    public long SamplesAppended { get; init; }

    public long JournalBytesAppended { get; init; }

    /// <summary>Bytes of <see cref="StoreOptions.JournalBytesMax"/> that batches take which wait for a checkpoint.</summary>
    public long JournalBytesHeld { get; init; }

    /// <summary>Bytes of <see cref="StoreOptions.JournalKeptBytesMax"/> that are taken.</summary>
    public long JournalBytesKept { get; init; }

    /// <summary>Transactions that made batches durable; batches per commit is the group's size.</summary>
    public long JournalCommits { get; init; }

    public long WritesFailed { get; init; }

    public int WritesWaiting { get; init; }

    /// <summary>Bytes of the batches among them.</summary>
    public long WriteBytesWaiting { get; init; }

    /// <summary>Writes that had to wait for a place in their queue.</summary>
    public long WritesHeldUp { get; init; }

    /// <summary>Reads that wait for one of <see cref="StoreOptions.ReadConnectionsMax"/> connections now.</summary>
    public int ReadsWaiting { get; init; }

    /// <summary>Reads that had to wait for a connection.</summary>
    public long ReadsWaited { get; init; }

    public long LastSequence { get; init; }

    public long CheckpointCursor { get; init; }

    public long Checkpoints { get; init; }

    public TimeSpan LastCheckpointDuration { get; init; }

    public long BufferedSamples { get; init; }

    public long ChunksWritten { get; init; }

    public long ChunksMerged { get; init; }

    /// <summary>Hours of a sensor that were merged for good, with their aggregates.</summary>
    public long HoursSettled { get; init; }

    /// <summary>Chunks and aggregates that were dropped for their age or for room.</summary>
    public long HistoryDropped { get; init; }

    /// <summary>Samples refused because they belong to a time of which samples are no longer kept.</summary>
    public long SamplesTooLate { get; init; }

    /// <summary>Things that were found damaged and set aside, ever.</summary>
    public long DamageFound { get; init; }

    /// <summary>How many of them somebody has accepted as lost.</summary>
    public long DamageAccepted { get; init; }

    public int PendingRows { get; init; }

    /// <summary>Rows that were ignored because the stored one had the same or a higher version.</summary>
    public long RowsStale { get; init; }

    public long ReceiptsHeld { get; init; }

    public long ReceiptsForgotten { get; init; }

    public long DeadLetters { get; init; }

    /// <summary>Bytes of all that is kept for replays.</summary>
    public long ArchiveBytes { get; init; }
}
