using OrleansTwin.Store.Codecs;

namespace OrleansTwin.Store.Sql;

/// <summary>Reads what a store holds.</summary>
internal static class SqlInfo
{
    private static readonly string[] Tables =
    [
        "name", "snapshot", "ledger", "rollup", "chunk", "pyramid", "receipt", "plant_version", "audit", "unknown_tag",
        "dead_letter", "alarm_change", "outbox", "outbox_undelivered", "health", "work_order", "trained_model", "life_track",
        "milestone", "archive", "snapshot_past", "ledger_past",
    ];

    public static StoreInfo Read(
        string place, int schema, IReadOnlyDictionary<string, long> bytes, SqlDatabase main, SqlDatabase journal)
    {
        var cursor = SqlJournal.ReadCursor(main);
        var rows = Tables.ToDictionary(table => table, table => main.Number($"SELECT count(*) FROM {table}") ?? 0);
        rows["journal"] = journal.Number("SELECT count(*) FROM journal WHERE sequence > ?", cursor) ?? 0;
        var last = Math.Max(cursor, journal.Number("SELECT max(sequence) FROM journal") ?? 0);
        var hours = ChunkTable.HourRange(main);
        var milestones = MilestoneTable.ReadAll(main);
        return new StoreInfo(
            place, schema, bytes, rows, cursor, last,
            hours is { } from ? Hours.StartTicks(from.First) : null,
            hours is { } to ? Hours.StartTicks(to.Last + 1) : null,
            main.Number("SELECT CAST(coalesce(sum(samples), 0) AS BIGINT) FROM archive") ?? 0,
            milestones.Sum(static milestone => milestone.Bytes),
            [.. milestones.Select(static milestone => milestone.Milestone)]);
    }
}
