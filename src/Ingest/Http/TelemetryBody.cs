namespace OrleansTwin.Ingest.Http;

/// <summary>A posted body and what its headers say about it; null where a header was absent.</summary>
public readonly record struct TelemetryBody(Stream Content, string? ContentType, string? ContentEncoding, string? IdempotencyKey);

/// <summary>Limits of a posted body.</summary>
public sealed record HttpTelemetryOptions
{
    /// <summary>As sent.</summary>
    public int BodyBytesMax { get; init; } = 8 << 20;

    /// <summary>After unpacking gzip.</summary>
    public int UnpackedBytesMax { get; init; } = 32 << 20;

    /// <summary>
    /// Memory of all bodies under way together; a body that would exceed it is answered <see cref="TelemetryOutcome.Busy"/>.
    /// </summary>
    public long BytesAtOnceMax { get; init; } = 256L << 20;

    /// <summary>Values of one body, which are committed together.</summary>
    public int ValuesMax { get; init; } = 50_000;

    /// <summary>
    /// Bodies that may be read or wait for their commit at the same time; more are answered
    /// <see cref="TelemetryOutcome.Busy"/>.
    /// </summary>
    public int BodiesAtOnceMax { get; init; } = 64;
}
