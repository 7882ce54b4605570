using System.Runtime.CompilerServices;
using OrleansTwin.Store.Archive;
using OrleansTwin.Store.Buffers;
using OrleansTwin.Store.Codecs;
using OrleansTwin.Twins.Reports;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Sql;

/// <summary>
/// The past over connections of its own, each in a transaction that lasts as long as this: their state of the database is one.
/// </summary>
internal sealed class SqlPast : IPast
{
    private readonly SqlDatabase _database;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly List<JournalEntry> _journaled;
    private readonly long _cursor;
    private readonly HistoryBounds _bounds = new(new DamageBook());
    private ILookup<int, Sample>? _journaledBySensor;
    private LateSamples? _late;
    private Milestone? _lateOf;

    /// <param name="database">In a reader's transaction; disposed with this.</param>
    /// <param name="journaled">The batches behind its checkpoint, in order.</param>
    public SqlPast(SqlDatabase database, List<JournalEntry> journaled)
    {
        (_database, _journaled) = (database, journaled);
        DamageTable.Load(database, _bounds.Damage);
        Names = new PastNames(SqlNameTable.ReadAll(database, new DamageBook()));
        Milestones = [.. MilestoneTable.ReadAll(database).Select(static row => row.Milestone)];
        _cursor = SqlJournal.ReadCursor(database);
        _bounds.SamplesFromHour = Retention.ReadSamplesFromHour(database);
    }

    /// <summary>All batches behind a checkpoint.</summary>
    public static List<JournalEntry> ReadJournal(SqlDatabase journal, long cursor)
    {
        List<JournalEntry> batches = [];
        while (SqlJournal.ReadAfter(journal, cursor, SqlJournal.BatchesPerReadMin) is { Count: > 0 } more)
        {
            batches.AddRange(more);
            cursor = more[^1].Sequence;
        }

        return batches;
    }

    public INameTable Names { get; }

    public IReadOnlyList<Milestone> Milestones { get; }

    public long LastSequence => _journaled.Count > 0 ? _journaled[^1].Sequence : _cursor;

    public ValueTask<PlantVersion?> ReadPlantAsync(int number, CancellationToken cancellation = default) =>
        AskAsync(database => SqlPlantVersions.Read(database, number), cancellation);

    public ValueTask<PlantVersion?> ReadLatestPlantAsync(CancellationToken cancellation = default) =>
        AskAsync(SqlPlantVersions.ReadLatest, cancellation);

    public ValueTask<Sample[]> ReadHistoryAsync(
        int sensorKey, long fromTicks, long toTicks, int limit, CancellationToken cancellation = default) =>
        AskAsync(
            database => Read(database, sensorKey, fromTicks, toTicks, JournaledOf(sensorKey, fromTicks, toTicks), limit),
            cancellation);

    public IReadOnlyList<Damage> LostSamples(IReadOnlySet<int> sensorKeys, long fromTicks, long toTicks) =>
        SqlDamage.WithPaths(_bounds.Damage.LostSamples(sensorKeys, fromTicks, toTicks), Names);

    public IReadOnlyList<HistoryGap> GapsIn(int sensorKey, long fromTicks, long toTicks) =>
        _bounds.GapsIn(sensorKey, fromTicks, toTicks);

    public ValueTask<JournalEntry?> FindBatchAsync(long atTicks, CancellationToken cancellation = default) =>
        LastUpTo(_journaled, atTicks) is { } journaled
            ? ValueTask.FromResult<JournalEntry?>(journaled)
            : AskAsync(
                database => ArchiveTable.NewestBlockAt(database, atTicks) is { } first
                    ? LastUpTo(ArchiveTable.ReadFrom(database, first), atTicks)
                    : null,
                cancellation);

    public async ValueTask<ArchiveGap?> FindGapAsync(
        long afterSequence, long toSequence, CancellationToken cancellation = default)
    {
        var gap = await AskAsync(
            database => ArchiveTable.FindGap(database, afterSequence, Math.Min(toSequence, _cursor)), cancellation)
            .ConfigureAwait(false);

        // The archive ends at the checkpoint: what is missing there, is missing up to it, and the journal follows.
        return gap is { BeforeTicks: null } last
            ? last with { LastSequence = _cursor, BeforeTicks = _journaled.FirstOrDefault()?.AtTicks() }
            : gap;
    }

    public async IAsyncEnumerable<JournalEntry> ReadBatchesAsync(
        long afterSequence, long toSequence, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var next = afterSequence + 1;
        while (next <= Math.Min(toSequence, _cursor))
        {
            var from = next;
            var batches = await AskAsync(database => ArchiveTable.ReadFrom(database, from), cancellation).ConfigureAwait(false);
            if (batches.Count == 0)
                throw new StoreCorruptedException($"Batches {next} to {_cursor} are missing in the archive.");
            foreach (var batch in batches.Where(batch => batch.Sequence >= from && batch.Sequence <= toSequence))
                yield return batch;
            next = batches[^1].Sequence + 1;
        }

        foreach (var batch in _journaled.Where(batch => batch.Sequence >= next && batch.Sequence <= toSequence))
            yield return batch;
    }

    public ValueTask<IReadOnlyList<Snapshot>> ReadSnapshotsAsync(
        Milestone milestone, CancellationToken cancellation = default) =>
        AskAsync<IReadOnlyList<Snapshot>>(database => SnapshotPast.ReadAll(database, milestone.Cursor), cancellation);

    public ValueTask<LedgerRow?> ReadRowAsync(
        Milestone milestone, LedgerRowKey key, CancellationToken cancellation = default) =>
        AskAsync(database => LedgerPast.Find(database, key, Names.NameOf(key.TwinKey), milestone.Cursor), cancellation);

    public ValueTask<IReadOnlyList<LedgerRow>> ReadRowsAsync(
        Milestone milestone, int twinKey, ReportPart part, long fromTicks, long toTicks, int limit,
        CancellationToken cancellation = default) =>
        AskAsync<IReadOnlyList<LedgerRow>>(
            database => LedgerPast.Read(
                database, twinKey, Names.NameOf(twinKey), part, fromTicks, toTicks, limit, milestone.Cursor),
            cancellation);

    public ValueTask<List<Sample>> ReadSamplesAsync(
        Milestone milestone, int sensorKey, long fromTicks, long toTicks, CancellationToken cancellation = default) =>
        AskAsync(
            database =>
            {
                var late = LateOf(database, milestone);
                var samples = Read(database, sensorKey, fromTicks, toTicks, [], int.MaxValue);
                return samples.Where(sample => late.HadCome(sensorKey, sample)).ToList();
            },
            cancellation);

    public async ValueTask DisposeAsync()
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        _database.Dispose();
        _gate.Dispose();
    }

    private static JournalEntry? LastUpTo(List<JournalEntry> batches, long atTicks) =>
        batches.FindLast(batch => batch.AtTicks() <= atTicks);

    private static Sample[] Read(
        SqlDatabase database, int sensorKey, long fromTicks, long toTicks, List<Sample> buffered, int limit)
    {
        var bounds = new HistoryBounds(new DamageBook());
        var samples = SqlHistory.Read(new HistoryScan(database, sensorKey, fromTicks, toTicks, buffered, bounds), limit);
        return bounds.Damage.Count == 0 ? samples : throw new StoreCorruptedException(bounds.Damage.List(1)[0].Detail);
    }

    /// <summary>What of a sensor's window is not in a checkpoint yet.</summary>
    private List<Sample> JournaledOf(int sensorKey, long fromTicks, long toTicks)
    {
        _journaledBySensor ??= _journaled.SelectMany(batch => batch.Samples.ToArray())
            .ToLookup(sample => sample.SensorKey, sample => sample.Sample);
        return
        [
            .. _journaledBySensor[sensorKey]
                .Where(sample => sample.SourceTicks >= fromTicks && sample.SourceTicks < toTicks),
        ];
    }

    private LateSamples LateOf(SqlDatabase database, Milestone milestone)
    {
        if (_late is not null && milestone == _lateOf)
            return _late;
        var late = new LateSamples(milestone);
        ArchiveTable.VisitLate(database, milestone.Cursor, milestone.MarkTicks, late.AddBehind);
        ArchiveTable.VisitBefore(database, milestone.Cursor, late.FirstReceiveTicks, late.RemoveBefore);
        (_late, _lateOf) = (late, milestone);
        return late;
    }

    private async ValueTask<T> AskAsync<T>(Func<SqlDatabase, T> question, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return question(_database);
        }
        finally
        {
            _gate.Release();
        }
    }
}
