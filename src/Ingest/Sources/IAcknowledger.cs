namespace OrleansTwin.Ingest.Sources;

/// <summary>The waiting end of a submitted message. Called on the pipeline's thread: be quick, do not throw.</summary>
public interface IAcknowledger
{
    /// <summary>These messages are durable (or were known to be before), in the order of their submission.</summary>
    void Committed(ReadOnlySpan<SubmissionResult> results);

    /// <summary>The pipeline stopped before these were durable: they must not be acknowledged to the peer.</summary>
    void Abandoned(ReadOnlySpan<long> cookies);
}

/// <summary>
/// What became of one message's values. <paramref name="Duplicate"/>: it was committed before and was not journaled again.
/// </summary>
public readonly record struct SubmissionResult(long Cookie, int Accepted, int Rejected, int Unknown, bool Duplicate);
