using OrleansTwin.Store.Buffers;
using OrleansTwin.Store.Codecs;

namespace OrleansTwin.Store.Sql;

/// <summary>
/// Checks every checksum and unpacks whatever is packed, row by row, so that one damaged row does not hide another. Bounded: a
/// file that is damaged all over is told by its beginning.
/// </summary>
internal sealed class SqlCheck
{
    private const int FindingsMax = 1000;

    private readonly List<StoreFinding> _findings = [];
    private List<string> _names = [];

    private SqlCheck()
    {
    }

    /// <param name="main">In a reader's transaction.</param>
    /// <param name="journal">In one that began before.</param>
    public static IReadOnlyList<StoreFinding> Run(SqlDatabase main, SqlDatabase journal)
    {
        var check = new SqlCheck();
        check.CheckJournal(journal, check.Ask("meta", () => SqlJournal.ReadCursor(main)));
        check.CheckTwins(main);
        check.CheckHistory(main);
        check.CheckLedger(main);
        check.CheckArchive(main);
        check.CheckRecords(main);
        return check._findings;
    }

    private void CheckJournal(SqlDatabase journal, long cursor)
    {
        var expected = cursor + 1;
        Each(
            journal, "journal", $"SELECT sequence, crc, data FROM journal WHERE sequence > {cursor} ORDER BY sequence",
            row =>
            {
                var (sequence, wanted) = (row.Long(0), expected);
                expected = sequence + 1;
                Demand(row.Long(1) == Crc32C.Of(sequence, row.Blob(2)), $"Batch {sequence}, acknowledged, is damaged.");
                Demand(sequence == wanted, $"Batches {wanted} to {sequence - 1}, acknowledged, are missing.");
                JournalCodec.ReadSamples(row.Blob(2));
            });
    }

    private void CheckTwins(SqlDatabase main)
    {
        var names = new DamageBook();
        Ask("name", () => (_names = SqlNameTable.ReadAll(main, names)).Count);
        foreach (var lost in names.List())
            Ask("name", () => throw new StoreCorruptedException(lost.Detail));
        Each(main, "snapshot", "SELECT twin, since, crc, state FROM snapshot", row => SqlSnapshots.CheckedState(row));
        Each(
            main, "receipt", "SELECT block, crc, data FROM receipt",
            row => Demand(
                row.Long(1) == Crc32C.Of(row.Long(0), row.Blob(2)),
                $"Receipt block {row.Long(0)} is damaged: messages that are sent again may be counted again."));
        for (var number = 1; Ask("plant_version", () => SqlPlantVersions.Read(main, number) is not null ? 1 : 0) != 0; number++)
        {
        }
    }

    private void CheckHistory(SqlDatabase main)
    {
        Each(
            main, "chunk", "SELECT first_ticks, last_ticks, crc, data, sensor, hour FROM chunk",
            row => ChunkTable.ReadChunk(row, row.Int(4), row.Long(5), []));
        Each(
            main, "pyramid", "SELECT sensor, hour, level, crc, data FROM pyramid",
            row => Demand(
                row.Long(3) == PyramidTable.ChecksumOf(row.Int(0), row.Long(1), (PyramidLevel)row.Int(2), row.Blob(4)),
                $"Aggregates of sensor key {row.Long(0)} in the hour from {new DateTime(Hours.StartTicks(row.Long(1))):u} are "
                + "damaged; they are drawn from samples where there are any."));
    }

    private void CheckLedger(SqlDatabase main)
    {
        Each(
            main, "ledger", $"SELECT {LedgerTable.Columns}, twin FROM ledger",
            row => LedgerTable.ReadRow(row, row.Int(LedgerTable.ColumnCount), twinId: ""));
        Each(
            main, "rollup", "SELECT start, crc, total, slices, twin, level FROM rollup",
            row => RollupTable.CheckRow(row, row.Int(4), (LedgerLevel)row.Int(5)));
    }

    private void CheckArchive(SqlDatabase main)
    {
        Ask("milestone", () => MilestoneTable.ReadAll(main).Count);
        Each(main, "archive", $"SELECT {ArchiveTable.Columns} FROM archive", row => ArchiveTable.ReadBlock(row));
        Each(main, "snapshot_past", $"SELECT {SnapshotPast.Columns} FROM snapshot_past", row => SnapshotPast.Unpack(row));
        Each(
            main, "ledger_past", $"SELECT {LedgerTable.Columns}, until, past_crc, twin FROM ledger_past",
            row => LedgerPast.Checked(row, LedgerTable.ReadRow(row, row.Int(LedgerTable.ColumnCount + 2), twinId: "")));
    }

    private void CheckRecords(SqlDatabase main)
    {
        Each(
            main, "audit", $"SELECT {SqlAuditLog.Columns} FROM audit",
            row => Demand(SqlAuditLog.TryRead(row, out var entry), $"Audit entry {entry.Id} is damaged; it is shown as such."));
        Each(
            main, "alarm_change", $"SELECT {SqlAlarmLog.Columns} FROM alarm_change",
            row => Demand(
                SqlAlarmLog.TryRead(row, out var alarm),
                $"Change {alarm.Number} of an alarm of machine key {alarm.MachineKey} is damaged; it is not shown."));
        foreach (var table in new[] { SqlHealthStates.Health, SqlHealthStates.LifeTracks })
        {
            Each(
                main, table, $"SELECT {SqlHealthStates.Columns} FROM {table}",
                row => Demand(
                    SqlHealthStates.TryRead(row, out var state),
                    $"What was learned of machine key {state.TwinKey} is damaged; it is learned again."));
        }

        Each(
            main, "trained_model", $"SELECT {SqlTrainedModels.Columns}, file FROM trained_model",
            row => Demand(
                SqlTrainedModels.TryRead(row, out var model)
                    && (row.Blob(8).IsEmpty || SqlTrainedModels.IsWhole(model, row.Blob(8))),
                $"Version {model.Version} of model '{model.Name}' is damaged; hand its file over again."));
        Each(
            main, "work_order", $"SELECT {SqlWorkOrders.Columns} FROM work_order",
            row => Demand(SqlWorkOrders.TryRead(row, out var order), $"Work order {order.Id} is damaged; it is not shown."));
        Each(
            main, "outbox", $"SELECT {SqlOutbox.Columns} FROM outbox",
            row => Demand(
                SqlOutbox.TryRead(row, out OutboxEntry entry), $"Event {entry.Event.Id} is damaged; nobody is told of it."));
        Each(
            main, "outbox_undelivered", $"SELECT {SqlOutbox.UndeliveredColumns} FROM outbox_undelivered",
            row => Demand(
                SqlOutbox.TryRead(row, out Undelivered lost), $"Undelivered event {lost.Event.Id} is damaged; it is not shown."));
        Each(
            main, "unknown_tag", $"SELECT {SqlUnknownTags.Columns} FROM unknown_tag",
            row => Demand(
                SqlUnknownTags.TryRead(row, out var tag), $"Unknown tag '{tag.Tag}' is damaged; listed again when it comes."));
        Each(
            main, "dead_letter", $"SELECT {SidelineTables.LetterColumns} FROM dead_letter",
            row => Demand(
                SidelineTables.TryRead(row, out var letter), $"Dead letter {letter.Id} is damaged; it is not listed any more."));
    }

    private static void Demand(bool isWhole, string otherwise)
    {
        if (!isWhole)
            throw new StoreCorruptedException(otherwise);
    }

    private long Ask(string table, Func<long> question)
    {
        var answer = 0L;
        Guard(table, () => answer = question());
        return answer;
    }

    private void Each(SqlDatabase database, string table, string sql, Action<SqlStatement> check) => Guard(table, () =>
    {
        var rows = database.Prepare(sql);
        while (_findings.Count < FindingsMax && rows.Step())
            Guard(table, () => check(rows));
        rows.Reset();
    });

    private void Guard(string table, Action check)
    {
        try
        {
            check();
        }
        catch (StoreCorruptedException damage)
        {
            _findings.Add(new StoreFinding(table, SqlDamage.WithPaths(damage.Message, _names.Count, key => _names[key])));
        }
    }
}
