using OrleansTwin.Diagnostics;

namespace OrleansTwin.Runtime.Engine;

/// <summary>How long the stages from the committed batch to the durable checkpoint take.</summary>
internal sealed class EngineLatencies
{
    /// <summary>From handing a batch to the journal to its being durable.</summary>
    public LatencyHistogram Append { get; } = new();

    /// <summary>Sorting a batch and handing it to its partitions; long where a partition's queue is full.</summary>
    public LatencyHistogram Dispatch { get; } = new();

    /// <summary>A checkpoint whole, from its cut to its commit.</summary>
    public LatencyHistogram Checkpoint { get; } = new();
}
