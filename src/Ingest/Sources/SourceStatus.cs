namespace OrleansTwin.Ingest.Sources;

public enum SourceState
{
    Stopped = 0,

    /// <summary>Waits for its peer.</summary>
    Connecting = 1,
    Running = 2,

    /// <summary>A recording was played to its end and everything in it is committed.</summary>
    Ended = 3,
    Failed = 4,
}

/// <summary>
/// What a source is doing. Counters run since the source was made; <see cref="LastMessageTicks"/> is UTC ticks, 0 before the
/// first message. <see cref="Progress"/> is 0..1 for a source that ends, otherwise null.
/// </summary>
public sealed record SourceStatus(string Name, string Kind, SourceState State)
{
    /// <summary>What it reads from (a URL without password, a folder).</summary>
    public string Address { get; init; } = "";

    public long Messages { get; init; }

    public long Bytes { get; init; }

    public long Acknowledged { get; init; }

    public long Reconnects { get; init; }

    public long LastMessageTicks { get; init; }

    public string? LastError { get; init; }

    public double? Progress { get; init; }
}
