using OrleansTwin.Twins.Reports;

namespace OrleansTwin.Twins.Composites;

/// <summary>
/// What a child's report came to: the composite's own report of that bucket to hand up; or the start of a bucket that is no
/// longer kept, whose children's reports the host reads from its store for <see cref="CompositeTwin.Recompose"/>; or neither,
/// where the report was not newer than the one that is held.
/// </summary>
public readonly record struct CompositeAnswer(BucketReport? Report, long? RecomposeBucketTicks)
{
    public bool IsIgnored => Report is null && RecomposeBucketTicks is null;
}
