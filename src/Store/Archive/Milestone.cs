namespace OrleansTwin.Store.Archive;

/// <summary>
/// A point of the journal from which twins can be replayed: what they were there is kept. One is made every
/// <see cref="ArchiveOptions.MilestonePeriod"/>, and wherever another version of the plant took force.
/// </summary>
/// <param name="Number">Counts up from 1.</param>
/// <param name="Cursor">The last batch that the kept states contain.</param>
/// <param name="FirstSequence">
/// From this batch on it counts whatever the clock says. A version that took force at a start folds again what had been folded
/// by the one before it between the last checkpoint and the end of that process; so this lies behind <paramref name="Cursor"/>.
/// </param>
/// <param name="AtTicks">When, by the clock as it stood then.</param>
/// <param name="MarkTicks">The newest <see cref="SampleMark"/> of all samples up to here.</param>
/// <param name="PlantVersion">The version of the plant that is in force from here on.</param>
public sealed record Milestone(
    long Number, long Cursor, long FirstSequence, long AtTicks, long MarkTicks, int PlantVersion);
