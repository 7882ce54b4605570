namespace OrleansTwin.Runtime.Feeds;

/// <summary>A journal as lanes read it: durable batches in order, what each taker has of them, and what is gone.</summary>
internal interface IFeedLog
{
    /// <summary>The newest durable batch.</summary>
    long Last { get; }

    /// <summary>Completes when there is more to do. Take it, then look, then wait.</summary>
    Task News { get; }

    /// <summary>Takers say, sooner or later, that they have everything up to here, even if nothing was for them.</summary>
    long ConfirmTo { get; }

    /// <summary>What comes before is gone.</summary>
    long Truncated { get; }

    /// <summary>Why what is gone may be missing where it should be: ends the sentence that tells of it.</summary>
    string WhyMissing { get; }

    long PositionOf(int taker);

    /// <summary>A taker has said that everything up to here is durable there.</summary>
    /// <exception cref="InvalidOperationException">It has more than was ever written here.</exception>
    void StandAt(int taker, long position);

    /// <summary>The next durable batches behind a sequence, some of them; none: there are no more yet.</summary>
    Task<List<FeedEntry>> ReadAfterAsync(long after, CancellationToken cancellation);
}
