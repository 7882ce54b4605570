using OrleansTwin.Twins.Reports;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Archive;

/// <summary>
/// A store as it was known at its milestones, and the batches that came after them: what a replay is made of. It shows one state
/// of the database from its opening on, whatever a host writes meanwhile, and changes nothing.
/// </summary>
public interface IPast : IAsyncDisposable
{
    INameTable Names { get; }

    /// <summary>Oldest first; none: nothing can be replayed.</summary>
    IReadOnlyList<Milestone> Milestones { get; }

    /// <summary>The newest batch that is committed.</summary>
    long LastSequence { get; }

    ValueTask<PlantVersion?> ReadPlantAsync(int number, CancellationToken cancellation = default);

    /// <summary>The newest version; null: there is none.</summary>
    ValueTask<PlantVersion?> ReadLatestPlantAsync(CancellationToken cancellation = default);

    /// <summary>
    /// What history has of a sensor in [from, to) up to the newest batch, in order, each sample once; at most about so many, as
    /// <see cref="IFoldHistory.ReadAsync"/> does.
    /// </summary>
    /// <exception cref="StoreCorruptedException">Some of it is damaged, and was not set aside yet.</exception>
    ValueTask<Sample[]> ReadHistoryAsync(
        int sensorKey, long fromTicks, long toTicks, int limit, CancellationToken cancellation = default);

    /// <summary>As <see cref="IDamageReport.LostSamples"/>: what was set aside.</summary>
    IReadOnlyList<Damage> LostSamples(IReadOnlySet<int> sensorKeys, long fromTicks, long toTicks);

    /// <summary>As <see cref="IFoldHistory.GapsIn"/>: what was dropped, and what was set aside.</summary>
    IReadOnlyList<HistoryGap> GapsIn(int sensorKey, long fromTicks, long toTicks);

    /// <summary>The last batch that had come by a moment, by the clock as it stood then; null: none had.</summary>
    ValueTask<JournalEntry?> FindBatchAsync(long atTicks, CancellationToken cancellation = default);

    /// <summary>The first batches behind one that are missing, if one of (after, to] is; null: all are kept.</summary>
    ValueTask<ArchiveGap?> FindGapAsync(long afterSequence, long toSequence, CancellationToken cancellation = default);

    /// <summary>The batches of (after, to], in order.</summary>
    /// <exception cref="StoreCorruptedException">Some of them are damaged or missing.</exception>
    IAsyncEnumerable<JournalEntry> ReadBatchesAsync(
        long afterSequence, long toSequence, CancellationToken cancellation = default);

    /// <summary>All snapshots as they stood at a milestone.</summary>
    ValueTask<IReadOnlyList<Snapshot>> ReadSnapshotsAsync(Milestone milestone, CancellationToken cancellation = default);

    ValueTask<LedgerRow?> ReadRowAsync(Milestone milestone, LedgerRowKey key, CancellationToken cancellation = default);

    /// <summary>
    /// The rows with a bucket in [from, to) as they stood at a milestone, in order; at most <paramref name="limit"/>.
    /// </summary>
    ValueTask<IReadOnlyList<LedgerRow>> ReadRowsAsync(
        Milestone milestone, int twinKey, ReportPart part, long fromTicks, long toTicks, int limit,
        CancellationToken cancellation = default);

    /// <summary>The samples with a source time in [from, to) that had come by a milestone, in order, each once.</summary>
    ValueTask<List<Sample>> ReadSamplesAsync(
        Milestone milestone, int sensorKey, long fromTicks, long toTicks, CancellationToken cancellation = default);
}
