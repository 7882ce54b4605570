namespace OrleansTwin.Edge.Hosting;

/// <summary>How an Edge process runs its plant.</summary>
internal sealed record EdgeOptions
{
    /// <summary>How often the twins' states are saved and the journal truncated: a restart replays at most this much.</summary>
    public TimeSpan CheckpointPeriod { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Whether the process's clock settles machines that have gone quiet; not for recorded data, whose time is its own.
    /// </summary>
    public bool HasClock { get; init; } = true;
}
