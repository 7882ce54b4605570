using OrleansTwin.Ingest.Rejects;

namespace OrleansTwin.Ingest.Http;

public enum TelemetryOutcome
{
    /// <summary>Read and, as far as it was taken, durable: 202, or 422 when nothing was taken.</summary>
    Committed = 0,

    /// <summary>The queue is full: 429 with Retry-After.</summary>
    Busy = 1,

    /// <summary>The body is larger than allowed, sent or unpacked: 413.</summary>
    TooLarge = 2,

    /// <summary>Not readable as what its content type says: 400.</summary>
    Malformed = 3,

    /// <summary>Content type or encoding are not known: 415.</summary>
    Unsupported = 4,

    /// <summary>The pipeline is stopping and the body is not durable: 503.</summary>
    Stopped = 5,

    /// <summary>The store takes nothing just now, and nothing of the body was taken: 503.</summary>
    Unavailable = 6,

    /// <summary>
    /// The body is on its way but not durable yet, and may become so: 503. With an idempotency key it can be sent again.
    /// </summary>
    Late = 7,
}

/// <summary>
/// What became of a posted body. <see cref="Unknown"/> values had a tag that no sensor has (they are listed as unknown tags);
/// <see cref="Errors"/> are the first refusals. <see cref="Duplicate"/>: the idempotency key was committed before.
/// </summary>
public sealed record TelemetryResult(TelemetryOutcome Outcome, string? Detail = null)
{
    /// <summary>The limit that turned the body away, where one did.</summary>
    public BodyLimit Limit { get; init; }

    public int Accepted { get; init; }

    public int Rejected { get; init; }

    public int Unknown { get; init; }

    public bool Duplicate { get; init; }

    public IReadOnlyList<Refusal> Errors { get; init; } = [];
}
