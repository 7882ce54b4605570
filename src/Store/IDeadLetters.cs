namespace OrleansTwin.Store;

/// <summary>
/// Input that could not be used, with the reason. A ring of the newest <see cref="StoreOptions.DeadLettersMax"/>, in memory;
/// written with the next checkpoint.
/// </summary>
public interface IDeadLetters
{
    /// <summary>All that ever were, also those that left the ring.</summary>
    long Total { get; }

    /// <summary>Keeps the first <see cref="StoreOptions.DeadLetterHeadBytes"/> of the payload. Returns the letter's id.</summary>
    long Add(long atTicks, string source, string topic, string reason, ReadOnlySpan<byte> payload);

    /// <summary>Newest first, those with an id below <paramref name="beforeId"/>, at most <paramref name="limit"/>.</summary>
    IReadOnlyList<DeadLetter> List(int limit, long beforeId = long.MaxValue);
}

public sealed record DeadLetter(
    long Id, long AtTicks, string Source, string Topic, string Reason, int PayloadBytes, ReadOnlyMemory<byte> PayloadHead);
