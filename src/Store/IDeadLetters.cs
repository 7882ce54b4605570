namespace OrleansTwin.Store;

/// <summary>
/// Input that could not be used, with the reason. A ring of the newest <see cref="StoreOptions.DeadLettersMax"/>, in memory;
/// written with the next checkpoint.
/// </summary>
public interface IDeadLetters
{
    /// <summary>All that ever were, also those that left the ring.</summary>
    long Total { get; }

    /// <summary>
    /// Keeps a letter, its texts cut to <see cref="StoreOptions.NameCharsMax"/> and its head to
    /// <see cref="StoreOptions.DeadLetterHeadBytes"/>. Returns the id that it is given.
    /// </summary>
    long Add(DeadLetter letter);

    /// <summary>Newest first, those with an id below <paramref name="beforeId"/>, at most <paramref name="limit"/>.</summary>
    IReadOnlyList<DeadLetter> List(int limit, long beforeId = long.MaxValue);
}

/// <summary>
/// What was refused. <paramref name="Reason"/> is a word to count by, <paramref name="Detail"/> what was found;
/// <paramref name="PayloadBytes"/> is the length of the whole, of which <paramref name="PayloadHead"/> is the beginning.
/// <paramref name="Id"/> is given by the store.
/// </summary>
public sealed record DeadLetter(
    long Id,
    long AtTicks,
    string Source,
    string Topic,
    string Reason,
    string Detail,
    int PayloadBytes,
    ReadOnlyMemory<byte> PayloadHead);
