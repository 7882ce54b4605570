namespace OrleansTwin.Store.Archive;

/// <summary>
/// Batches that no replay can fold, for the journal was damaged when a checkpoint archived it. What they did is in the states
/// behind them.
/// </summary>
/// <param name="FirstSequence">The first batch that is missing.</param>
/// <param name="LastSequence">The last of them.</param>
/// <param name="AfterTicks">When the batch before them came, if it is kept.</param>
/// <param name="BeforeTicks">When the next one came that is kept, if there is one.</param>
public readonly record struct ArchiveGap(long FirstSequence, long LastSequence, long? AfterTicks, long? BeforeTicks);
