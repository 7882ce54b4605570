using OrleansTwin.Diagnostics;

namespace OrleansTwin.Ingest.Pipeline;

/// <summary>How long the pipeline's stages take.</summary>
public sealed class IngestLatencies
{
    /// <summary>From a message's receipt to its decoding.</summary>
    public LatencyHistogram QueueWait { get; } = new();

    /// <summary>One batch's decoding, mapping and conditioning.</summary>
    public LatencyHistogram Decode { get; } = new();

    /// <summary>One batch from the first attempt to its commit, dispatch to the twins included.</summary>
    public LatencyHistogram Commit { get; } = new();
}
