namespace OrleansTwin.Runtime.Feeds;

/// <summary>How a feed carries its journal to the shards.</summary>
internal sealed record FeedOptions
{
    /// <summary>
    /// A call holds what has come since the last one, up to so many samples; a single batch that has more goes alone.
    /// </summary>
    public int SamplesPerCallMax { get; init; } = 16_384;

    /// <summary>
    /// Bytes of durable batches kept in memory for all shards together; a shard that is further behind is served from the
    /// journal.
    /// </summary>
    public long RecentBytesMax { get; init; } = 64L << 20;

    /// <summary>First wait after a failed call; it doubles up to <see cref="RetryMax"/>.</summary>
    public TimeSpan RetryMin { get; init; } = TimeSpan.FromMilliseconds(100);

    public TimeSpan RetryMax { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often the journal is truncated behind what all shards have.</summary>
    public TimeSpan TruncationPeriod { get; init; } = TimeSpan.FromSeconds(2);

    /// <exception cref="FormatException">An option can't be used; says which, what was found and what was expected.</exception>
    public FeedOptions Validate()
    {
        Demand(nameof(SamplesPerCallMax), SamplesPerCallMax, 1, FeedBatch.SamplesMax);
        Demand(nameof(RecentBytesMax), RecentBytesMax, 0, 1L << 40);
        Demand(nameof(RetryMin), RetryMin, TimeSpan.FromMilliseconds(1), RetryMax);
        Demand(nameof(RetryMax), RetryMax, RetryMin, TimeSpan.FromMinutes(10));
        Demand(nameof(TruncationPeriod), TruncationPeriod, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1));
        return this;
    }

    private static void Demand<T>(string key, T found, T min, T max)
        where T : IComparable<T>
    {
        if (found.CompareTo(min) < 0 || found.CompareTo(max) > 0)
            throw new FormatException($"Feed:{key} is {found}. Expected: {min} to {max}. Correct it or leave it out.");
    }
}
