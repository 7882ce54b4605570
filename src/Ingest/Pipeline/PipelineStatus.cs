namespace OrleansTwin.Ingest.Pipeline;

public enum PipelineState
{
    Stopped = 0,
    Running = 1,

    /// <summary>
    /// The journal takes no batch: nothing is acknowledged, sources wait, the commit is tried again with growing pauses.
    /// </summary>
    Paused = 2,
}

/// <summary>
/// What the pipeline is doing. While paused: since when (UTC ticks), after how many attempts, and the last attempt's error.
/// </summary>
public sealed record PipelineStatus(PipelineState State, long PausedSinceTicks = 0, int Attempts = 0, string? LastError = null);
