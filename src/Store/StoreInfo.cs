using OrleansTwin.Store.Archive;

namespace OrleansTwin.Store;

/// <summary>What a store holds, for its operator.</summary>
/// <param name="Place">The data directory or database.</param>
/// <param name="Schema">Version of its tables.</param>
/// <param name="Bytes">Size by file or part.</param>
/// <param name="Rows">Rows by table.</param>
/// <param name="Cursor">The last checkpoint's.</param>
/// <param name="LastSequence">The newest batch.</param>
/// <param name="HistoryFromTicks">Begin of the oldest hour with samples; null: there is none.</param>
/// <param name="HistoryToTicks">End of the newest hour with samples.</param>
/// <param name="ArchivedSamples">Samples that the archive keeps for replays.</param>
/// <param name="ArchiveBytes">What it takes for them, and for the states at milestones.</param>
/// <param name="Milestones">Oldest first.</param>
public sealed record StoreInfo(
    string Place,
    int Schema,
    IReadOnlyDictionary<string, long> Bytes,
    IReadOnlyDictionary<string, long> Rows,
    long Cursor,
    long LastSequence,
    long? HistoryFromTicks,
    long? HistoryToTicks,
    long ArchivedSamples,
    long ArchiveBytes,
    IReadOnlyList<Milestone> Milestones);
