namespace OrleansTwin.Ingest.Pipeline;

/// <summary>
/// Limits of the ingest pipeline. Each has a counter in <see cref="IngestMetrics"/> for what it turned away or held up.
/// </summary>
public sealed record IngestOptions
{
    /// <summary>Messages that may wait to be decoded; when full, sources wait.</summary>
    public int QueueMessagesMax { get; init; } = 65_536;

    /// <summary>Bytes that may wait to be decoded; when full, sources wait.</summary>
    public long QueueBytesMax { get; init; } = 64L << 20;

    /// <summary>A batch is closed when it holds this many samples (a message is never split).</summary>
    public int BatchSamplesMax { get; init; } = 16_384;

    /// <summary>A batch is closed when it holds this many messages.</summary>
    public int BatchMessagesMax { get; init; } = 16_384;

    /// <summary>How long a batch that is not full waits for more; 0: not at all. Longer is cheaper, and later.</summary>
    public int LingerMs { get; init; } = 2;

    /// <summary>Batches that may be on their way to the journal; then no further one is begun.</summary>
    public int BatchesInFlightMax { get; init; } = 64;

    public int PayloadBytesMax { get; init; } = 1 << 20;

    public int JsonDepthMax { get; init; } = 32;

    public int ValuesPerMessageMax { get; init; } = 10_000;

    /// <summary>Characters of a text value.</summary>
    public int TextLengthMax { get; init; } = 256;

    /// <summary>How far a source time may lie behind the receive time's future.</summary>
    public TimeSpan FutureMax { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Topics and tags whose way to a sensor is remembered; when there are more, the table starts anew.</summary>
    public int RoutesMax { get; init; } = 200_000;

    public int UnknownTagsMax { get; init; } = 10_000;

    /// <summary>First wait after a failed commit; it doubles up to <see cref="CommitRetryMaxMs"/>.</summary>
    public int CommitRetryMinMs { get; init; } = 100;

    public int CommitRetryMaxMs { get; init; } = 5_000;

    /// <exception cref="ArgumentException">names the option, the value found, what was expected and how to mend it.</exception>
    public IngestOptions Validate()
    {
        Range(nameof(QueueMessagesMax), QueueMessagesMax, 1, 1 << 24);
        Range(nameof(QueueBytesMax), QueueBytesMax, 1024, long.MaxValue);
        Range(nameof(BatchSamplesMax), BatchSamplesMax, 1, 1 << 22);
        Range(nameof(BatchMessagesMax), BatchMessagesMax, 1, 1 << 22);
        Range(nameof(LingerMs), LingerMs, 0, 60_000);
        Range(nameof(BatchesInFlightMax), BatchesInFlightMax, 1, 4096);
        Range(nameof(PayloadBytesMax), PayloadBytesMax, 1, 256 << 20);
        Range(nameof(JsonDepthMax), JsonDepthMax, 1, 64);
        Range(nameof(ValuesPerMessageMax), ValuesPerMessageMax, 1, 1 << 22);
        Range(nameof(TextLengthMax), TextLengthMax, 1, 65_536);
        Range(nameof(FutureMax), FutureMax.Ticks, 0, TimeSpan.FromDays(36_500).Ticks);
        Range(nameof(RoutesMax), RoutesMax, 1, 1 << 24);
        Range(nameof(UnknownTagsMax), UnknownTagsMax, 1, 1 << 24);
        Range(nameof(CommitRetryMinMs), CommitRetryMinMs, 1, CommitRetryMaxMs);
        return this;
    }

    private static void Range(string option, long found, long min, long max)
    {
        if (found < min || found > max)
            throw new ArgumentException(
                $"Ingest option {option} is {found}; expected {min} to {max}. Choose a value in that range.");
    }
}
