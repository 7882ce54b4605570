using OrleansTwin.Twins.Reports;

namespace OrleansTwin.Twins.Composites;

/// <summary>
/// What a settled report of a machine came to: corrections of waiting time to store and to hand to the line
/// (<see cref="ReportPart.Flow"/>, each replaces that machine's one of the same bucket; the host numbers those that differ from
/// what it has stored, so that what a twin keeps in memory makes no difference), flow states to store beside the buckets they
/// open, and a bucket whose events are asked for.
/// </summary>
public sealed record FlowAnswer(
    IReadOnlyList<BucketReport> Corrections, IReadOnlyList<FlowOpening> Openings, FlowRequest? Request)
{
    public static FlowAnswer Nothing { get; } = new([], [], null);
}

/// <summary>The flow state at the start of a bucket.</summary>
public readonly record struct FlowOpening(long BucketTicks, FlowState State);

/// <summary>
/// Asks for a bucket that is no longer kept: the host answers with <see cref="FlowTwin.Refold"/>. <paramref name="Opening"/> is
/// the state to begin with; null: the one that was stored for the bucket.
/// </summary>
public sealed record FlowRequest(long BucketTicks, FlowState? Opening);

/// <summary>
/// A stored bucket of a line, in answer to a <see cref="FlowRequest"/>: the latest settled own report of each machine that has
/// one, the opening state (the request's, else the stored one; null where none is known), and the next bucket for which any
/// report is stored, with its stored opening.
/// </summary>
public sealed record FlowHistory(
    long BucketTicks, FlowState? Opening, IReadOnlyList<BucketReport> Reports, long? NextBucketTicks, FlowState? NextOpening);
