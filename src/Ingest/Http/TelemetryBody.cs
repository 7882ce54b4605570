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

    /// <summary>
    /// How long a body waits for its commit before its sender is told that it is not known to be durable:
    /// <see cref="TelemetryOutcome.Late"/>.
    /// </summary>
    public TimeSpan CommitWaitMax { get; init; } = TimeSpan.FromSeconds(20);

    /// <exception cref="ArgumentException">names the option, the value found, what was expected and how to mend it.</exception>
    public HttpTelemetryOptions Validate()
    {
        Range(nameof(BodyBytesMax), BodyBytesMax, 1024, 256 << 20);
        Range(nameof(UnpackedBytesMax), UnpackedBytesMax, 1024, 1 << 30);
        Range(nameof(ValuesMax), ValuesMax, 1, 1 << 22);
        Range(nameof(BodiesAtOnceMax), BodiesAtOnceMax, 1, 10_000);
        Range(nameof(BytesAtOnceMax), BytesAtOnceMax, BodyReader.FirstBytes, long.MaxValue);
        Range(nameof(CommitWaitMax), CommitWaitMax.Ticks, 1, TimeSpan.TicksPerHour);
        return this;
    }

    private static void Range(string option, long found, long min, long max)
    {
        if (found < min || found > max)
            throw new ArgumentException(
                $"Telemetry option {option} is {found}; expected {min} to {max}. Choose a value in that range.");
    }
}
