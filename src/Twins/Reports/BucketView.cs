using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Machines;

namespace OrleansTwin.Twins.Reports;

/// <summary>
/// A report as a twin lends it: its slices and events lie in the twin and change with the next call on it. Who only reads them,
/// like the parent, reads them at once; who keeps them takes <see cref="ToReport"/>. A ref struct, so that the compiler refuses
/// to keep what is lent.
/// </summary>
/// <param name="twinId">The twin whose elements these are.</param>
/// <param name="part">Which fold made it.</param>
/// <param name="bucketTicks">UTC start of the folded bucket.</param>
/// <param name="version">Rises with every report of this twin and part.</param>
/// <param name="isSettled">True once the watermark has passed the bucket's end.</param>
/// <param name="slices">At most one per key; elements may be zero.</param>
/// <param name="events">In order of time.</param>
public readonly ref struct BucketView(
    string twinId,
    ReportPart part,
    long bucketTicks,
    long version,
    bool isSettled,
    ReadOnlySpan<ElementSlice> slices,
    ReadOnlySpan<MachineEvent> events)
{
    public string TwinId { get; } = twinId;

    public ReportPart Part { get; } = part;

    public long BucketTicks { get; } = bucketTicks;

    public long Version { get; } = version;

    public bool IsSettled { get; } = isSettled;

    public ReadOnlySpan<ElementSlice> Slices { get; } = slices;

    public ReadOnlySpan<MachineEvent> Events { get; } = events;

    /// <summary>A copy to keep.</summary>
    public BucketReport ToReport() =>
        new(TwinId, Part, BucketTicks, Version, IsSettled, KeptSlices.Of(Slices), Events.ToArray());
}
