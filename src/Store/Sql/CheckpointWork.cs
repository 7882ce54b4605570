using OrleansTwin.Store.Archive;
using OrleansTwin.Store.Buffers;

namespace OrleansTwin.Store.Sql;

/// <summary>The one transaction of a checkpoint; the journal is truncated behind it when it is durable.</summary>
internal sealed class CheckpointWork(
    Checkpoint checkpoint, HistoryFlush flush, ArchiveFlush archived, HourKeeper hours, SqlArchive archive,
    SidelineTables sidelines, SqlOutbox outbox, DamageBook damage, StoreOptions options)
{
    private SidelineChanges? _sidelines;
    private OutboxWritten _told;

    public CheckpointSummary Execute(SqlDatabase database)
    {
        SqlJournal.SetCursor(database, checkpoint.Cursor);
        var milestone = archive.Begin(database);
        var kept = milestone < 0 ? 0 : SnapshotPast.Keep(database, checkpoint, milestone);
        SqlSnapshots.Write(database, checkpoint);
        var rows = LastPerKey(checkpoint.Rows);
        var saved = LedgerTable.Save(database, rows, checkpoint.Cursor, milestone, damage);
        SqlAlarmLog.Write(database, checkpoint.Alarms ?? [], options);
        _told = outbox.Write(database, checkpoint.Events);
        hours.Append(database, flush);
        _sidelines = sidelines.Write(database, checkpoint.Cursor);
        archive.Write(database, archived, checkpoint.Cursor, kept);
        var stale = rows.Count - saved;
        return new CheckpointSummary(
            checkpoint.Cursor, checkpoint.Snapshots.Count, saved, stale, flush.Samples, BatchesTruncated: 0, TimeSpan.Zero);
    }

    /// <summary>On the writer's thread, right after the commit.</summary>
    public void Committed()
    {
        if (_sidelines is not null)
            sidelines.Saved(_sidelines);
        outbox.Committed(_told);
    }

    public void Failed()
    {
        hours.Forget();
        archive.Forget();
    }

    private static List<LedgerRow> LastPerKey(IReadOnlyList<LedgerRow> rows)
    {
        var last = new Dictionary<LedgerRowKey, LedgerRow>(rows.Count);
        foreach (var row in rows)
            last[row.Key] = row;
        return [.. last.Values];
    }
}
