namespace OrleansTwin.Twins.Composites;

/// <summary>
/// What a child's report came to: it changed the composite's bucket, which <see cref="CompositeTwin.TryTakeReport"/> will have;
/// or it is of a bucket that is no longer kept, whose children's reports the host reads from its store for
/// <see cref="CompositeTwin.Recompose"/>; or neither, where it was not newer than the one that is held.
/// </summary>
public readonly record struct CompositeAnswer(bool IsChanged, long? RecomposeBucketTicks);
