using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Machines;

namespace OrleansTwin.Twins.Reports;

/// <summary>
/// What folding one time bucket of a twin came to (DESIGN, rules 2 and 3). <paramref name="BucketTicks"/> is the bucket that was
/// folded; most slices are of that bucket, some correct earlier ones (an interruption that turned out to be a breakdown, the
/// energy between two meter samples on either side of the boundary). A report with a higher version replaces the one of the same
/// twin, part and bucket whole; a lower one is ignored.
/// </summary>
/// <param name="TwinId">The twin whose elements these are.</param>
/// <param name="Part">Which fold made it, so that two folds can add to one twin: its own, or the line's flow attribution.</param>
/// <param name="BucketTicks">UTC start of the folded bucket.</param>
/// <param name="Version">Rises with every report of this twin and part.</param>
/// <param name="IsSettled">True once the watermark has passed the bucket's end.</param>
/// <param name="Slices">At most one per key.</param>
/// <param name="Events"> In order of time: the bucket's timeline (machines), or from when on a machine's waiting has which cause
/// (flow); else empty. </param>
public sealed record BucketReport(
    string TwinId,
    ReportPart Part,
    long BucketTicks,
    long Version,
    bool IsSettled,
    IReadOnlyList<ElementSlice> Slices,
    IReadOnlyList<MachineEvent> Events)
{
    /// <summary>The report as a twin would lend it.</summary>
    public BucketView Lend()
    {
        var slices = Slices as ElementSlice[] ?? [.. Slices];
        var events = Events as MachineEvent[] ?? [.. Events];
        return new BucketView(TwinId, Part, BucketTicks, Version, IsSettled, slices, events);
    }
}

/// <summary>Persisted numbers.</summary>
public enum ReportPart : byte
{
    Own = 0,

    /// <summary>Corrections that move a machine's waiting time to starved or blocked, by the line's flow graph.</summary>
    Flow = 1,
}
