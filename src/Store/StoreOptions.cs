using OrleansTwin.Store.Archive;
using OrleansTwin.Store.Buffers;
using OrleansTwin.Store.Codecs;

namespace OrleansTwin.Store;

/// <summary>Limits of a store; the defaults suit a small industrial PC.</summary>
public sealed record StoreOptions
{
    public static StoreOptions Default { get; } = new();

    /// <summary>
    /// Least time from one journal commit to the next; a batch that finds the store idle commits at once. Spares the disk.
    /// </summary>
    public TimeSpan CommitSpacing { get; init; } = TimeSpan.FromMilliseconds(2);

    /// <summary>Writes that may wait; more callers wait for a place.</summary>
    public int WriteQueueMax { get; init; } = 1024;

    /// <summary>Bytes of batches that may wait to be written; more callers wait for room.</summary>
    public long WriteQueueBytesMax { get; init; } = 64L << 20;

    public int SamplesPerBatchMax { get; init; } = 100_000;

    public int ReceiptsPerBatchMax { get; init; } = 100_000;

    /// <summary>UTF-8 bytes of a sample's text.</summary>
    public int TextBytesMax { get; init; } = 64 * 1024;

    /// <summary>Characters of a receipt's answer.</summary>
    public int AnswerCharsMax { get; init; } = 1024;

    public int ReceiptsPerSourceMax { get; init; } = 100_000;

    /// <summary>Sources that may have receipts; the one unused longest is forgotten first.</summary>
    public int ReceiptSourcesMax { get; init; } = 1024;

    public TimeSpan ReceiptRetention { get; init; } = TimeSpan.FromHours(24);

    public int NamesMax { get; init; } = 2_000_000;

    public int NameCharsMax { get; init; } = 512;

    /// <summary>Samples between two checkpoints beyond which <see cref="IHistory.IsBufferFull"/> asks for a checkpoint.</summary>
    public long BufferedSamplesMax { get; init; } = 500_000;

    /// <summary>
    /// Days for which samples are kept, back from the newest; older ones remain as aggregates. 0: for ever. KPIs don't depend on
    /// it: minutes, hours and days of the ledger stay.
    /// </summary>
    public int HistoryKeepDays { get; init; }

    /// <summary>Bytes of all chunks of samples beyond which the oldest hours remain as aggregates only; 0: no bound.</summary>
    public long HistoryBytesMax { get; init; }

    /// <summary>Days for which aggregates are kept whose samples are gone; 0: for ever.</summary>
    public int AggregatesKeepDays { get; init; }

    /// <summary>Samples of a full history chunk.</summary>
    public int ChunkSamplesMax { get; init; } = 4096;

    public int ReadConnectionsMax { get; init; } = 4;

    /// <summary>Size of the main file beyond which checkpoints are refused; 0: until the disk is full.</summary>
    public long DatabaseBytesMax { get; init; }

    /// <summary>
    /// Size of the journal: how much may wait for a checkpoint. Where a batch may not fit any more, a checkpoint comes first. 0:
    /// until the disk is full.
    /// </summary>
    public long JournalBytesMax { get; init; } = 4L << 30;

    /// <summary>
    /// Bytes of batches that stay in the journal behind the checkpoint, for who carries them elsewhere
    /// (<see cref="IJournal.Release"/>). Where they would be more, the oldest go. 0: none stays; null: as it was said last, by
    /// whoever opened the store before.
    /// </summary>
    public long? JournalKeptBytesMax { get; init; }

    /// <summary>What is kept to replay twins.</summary>
    public ArchiveOptions Archive { get; init; } = new();

    public int PlantBytesMax { get; init; } = 64 * 1024 * 1024;

    /// <summary>Changes of alarms that are kept; the oldest go first.</summary>
    public int AlarmChangesMax { get; init; } = 1_000_000;

    /// <summary>Events that wait for who is to be told of them; the oldest go first.</summary>
    public int OutboxEventsMax { get; init; } = 100_000;

    /// <summary>Events that could not be told, kept to be looked at and told again; the oldest go first.</summary>
    public int OutboxUndeliveredMax { get; init; } = 10_000;

    public int DeadLettersMax { get; init; } = 1_000;

    public int DeadLetterHeadBytes { get; init; } = 256;

    /// <exception cref="ArgumentException">An option is out of its range, or two contradict each other.</exception>
    public void Check()
    {
        Archive.Check();
        Demand(WriteQueueMax > 0, nameof(WriteQueueMax), WriteQueueMax, "at least 1");
        Demand(WriteQueueBytesMax > 0, nameof(WriteQueueBytesMax), WriteQueueBytesMax, "a size in bytes");
        Demand(JournalKeptBytesMax is null or >= 0, nameof(JournalKeptBytesMax), JournalKeptBytesMax ?? 0,
            "a size in bytes, or 0 to keep none");
        Demand(HistoryKeepDays >= 0, nameof(HistoryKeepDays), HistoryKeepDays, "days, or 0 to keep samples for ever");
        Demand(HistoryBytesMax >= 0, nameof(HistoryBytesMax), HistoryBytesMax, "a size in bytes, or 0 for no bound");
        Demand(
            AggregatesKeepDays == 0 || AggregatesKeepDays >= Math.Max(1, HistoryKeepDays), nameof(AggregatesKeepDays),
            AggregatesKeepDays,
            $"at least {nameof(HistoryKeepDays)} ({HistoryKeepDays}), since aggregates outlast their samples, or 0 for ever");
        if (Archive.IsOn && HistoryKeepDays > 0 && TimeSpan.FromDays(HistoryKeepDays) <= Archive.Retention)
        {
            throw new ArgumentException(
                $"{nameof(HistoryKeepDays)} is {HistoryKeepDays} and the archive's {nameof(Archive.Retention)} is "
                + $"{Archive.Retention}; expected samples to be kept for longer, since replays from the archive read them. Raise "
                + "storage.historyKeepDays, or shorten storage.archive.retention (0 turns the archive off).");
        }
    }

    /// <summary>A batch that never fits into the journal would never be acknowledged.</summary>
    /// <param name="textChars">Characters of a sample's text at most.</param>
    /// <param name="receipts">Receipts of a batch at most.</param>
    /// <exception cref="ArgumentException">The journal has no room for the largest batch that may come.</exception>
    public void CheckJournalTakesBatch(int textChars, int receipts)
    {
        var least = JournalRoom.LeastFor(JournalCodec.BytesMaxOf(SamplesPerBatchMax, textChars, receipts, NameCharsMax));
        Demand(
            JournalBytesMax == 0 || JournalBytesMax >= least, nameof(JournalBytesMax), JournalBytesMax,
            $"at least {least}, which the largest batch takes that may come, or 0 for no bound. "
            + "A batch that never fits is never acknowledged. Raise storage.journalBytesMax");
    }

    private static void Demand(bool isMet, string key, long found, string expected)
    {
        if (!isMet)
            throw new ArgumentException($"The store's {key} is {found}; expected {expected}.");
    }
}
