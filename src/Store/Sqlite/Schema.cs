namespace OrleansTwin.Store.Sqlite;

/// <summary>
/// The schema of the main file. Rows that grow with time are in tables in order of arrival with an index beside them: a
/// checkpoint then writes few pages, whichever of many sensors and twins changed.
/// </summary>
internal static class Schema
{
    public static readonly IReadOnlyList<string> Migrations =
    [
        """
        CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE name (key INTEGER PRIMARY KEY, name TEXT NOT NULL, crc INTEGER NOT NULL);
        CREATE TABLE journal (sequence INTEGER PRIMARY KEY, crc INTEGER NOT NULL, data BLOB NOT NULL);
        CREATE TABLE receipt (block INTEGER PRIMARY KEY, crc INTEGER NOT NULL, data BLOB NOT NULL);
        CREATE TABLE snapshot (twin INTEGER PRIMARY KEY, crc INTEGER NOT NULL, state BLOB NOT NULL);
        CREATE TABLE chunk (
            id INTEGER PRIMARY KEY, hour INTEGER NOT NULL, sensor INTEGER NOT NULL, part INTEGER NOT NULL,
            is_full INTEGER NOT NULL, first_ticks INTEGER NOT NULL, last_ticks INTEGER NOT NULL,
            crc INTEGER NOT NULL, data BLOB NOT NULL);
        CREATE INDEX chunk_by_hour ON chunk (hour, sensor, part, is_full);
        CREATE TABLE ledger (
            id INTEGER PRIMARY KEY, twin INTEGER NOT NULL, bucket INTEGER NOT NULL, part INTEGER NOT NULL,
            earliest INTEGER NOT NULL, version INTEGER NOT NULL, is_settled INTEGER NOT NULL, crc INTEGER NOT NULL,
            slices BLOB NOT NULL, events BLOB NOT NULL, opening BLOB NOT NULL);
        CREATE UNIQUE INDEX ledger_by_twin ON ledger (twin, bucket, part);
        CREATE TABLE rollup (
            id INTEGER PRIMARY KEY, twin INTEGER NOT NULL, level INTEGER NOT NULL, start INTEGER NOT NULL,
            crc INTEGER NOT NULL, total BLOB NOT NULL, slices BLOB NOT NULL);
        CREATE UNIQUE INDEX rollup_by_twin ON rollup (twin, level, start);
        CREATE TABLE plant_version (
            number INTEGER PRIMARY KEY, at_ticks INTEGER NOT NULL, author TEXT NOT NULL, note TEXT NOT NULL,
            crc INTEGER NOT NULL, text TEXT NOT NULL);
        CREATE TABLE audit (
            id INTEGER PRIMARY KEY, at_ticks INTEGER NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL,
            subject TEXT NOT NULL, detail TEXT);
        CREATE TABLE unknown_tag (
            tag TEXT PRIMARY KEY, first_ticks INTEGER NOT NULL, last_ticks INTEGER NOT NULL, count INTEGER NOT NULL,
            value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE dead_letter (
            id INTEGER PRIMARY KEY, at_ticks INTEGER NOT NULL, payload_bytes INTEGER NOT NULL, source TEXT NOT NULL,
            topic TEXT NOT NULL, reason TEXT NOT NULL, head BLOB NOT NULL);
        INSERT INTO meta VALUES ('cursor', 0);
        """,
        """
        ALTER TABLE unknown_tag ADD COLUMN source TEXT NOT NULL DEFAULT '';
        ALTER TABLE unknown_tag ADD COLUMN kind INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE dead_letter ADD COLUMN detail TEXT NOT NULL DEFAULT '';
        """,
        "DROP TABLE journal;",
        """
        CREATE TABLE pyramid (
            id INTEGER PRIMARY KEY, hour INTEGER NOT NULL, sensor INTEGER NOT NULL, level INTEGER NOT NULL,
            crc INTEGER NOT NULL, data BLOB NOT NULL);
        CREATE UNIQUE INDEX pyramid_by_hour ON pyramid (hour, sensor, level);
        ALTER TABLE audit ADD COLUMN crc INTEGER;
        ALTER TABLE unknown_tag ADD COLUMN crc INTEGER;
        ALTER TABLE dead_letter ADD COLUMN crc INTEGER;
        CREATE TABLE damage (
            id INTEGER PRIMARY KEY, at_ticks INTEGER NOT NULL, kind INTEGER NOT NULL, twin INTEGER NOT NULL,
            from_ticks INTEGER NOT NULL, to_ticks INTEGER NOT NULL, detail TEXT NOT NULL, data BLOB NOT NULL);
        INSERT INTO meta VALUES ('samples_from_hour', 0);
        INSERT INTO meta VALUES ('aggregates_from_hour', 0);
        """,
        """
        ALTER TABLE snapshot ADD COLUMN since INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE ledger ADD COLUMN since INTEGER NOT NULL DEFAULT 0;
        CREATE TABLE milestone (
            number INTEGER PRIMARY KEY, cursor INTEGER NOT NULL, first_sequence INTEGER NOT NULL, at_ticks INTEGER NOT NULL,
            mark INTEGER NOT NULL, plant INTEGER NOT NULL, bytes INTEGER NOT NULL, crc INTEGER NOT NULL);
        CREATE TABLE archive (
            first_sequence INTEGER PRIMARY KEY, last_sequence INTEGER NOT NULL, samples INTEGER NOT NULL,
            first_at INTEGER NOT NULL, last_at INTEGER NOT NULL, first_mark INTEGER NOT NULL, last_mark INTEGER NOT NULL,
            crc INTEGER NOT NULL, data BLOB NOT NULL);
        CREATE TABLE snapshot_past (
            id INTEGER PRIMARY KEY, twin INTEGER NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL,
            length INTEGER NOT NULL, crc INTEGER NOT NULL, state BLOB NOT NULL);
        CREATE INDEX snapshot_past_by_end ON snapshot_past (until);
        CREATE TABLE ledger_past (
            id INTEGER PRIMARY KEY, twin INTEGER NOT NULL, bucket INTEGER NOT NULL, part INTEGER NOT NULL,
            earliest INTEGER NOT NULL, version INTEGER NOT NULL, is_settled INTEGER NOT NULL, crc INTEGER NOT NULL,
            slices BLOB NOT NULL, events BLOB NOT NULL, opening BLOB NOT NULL, since INTEGER NOT NULL,
            until INTEGER NOT NULL, past_crc INTEGER NOT NULL);
        CREATE INDEX ledger_past_by_twin ON ledger_past (twin, bucket, part);
        CREATE INDEX ledger_past_by_end ON ledger_past (until);
        """,
        "INSERT INTO meta SELECT 'chunk_bytes', coalesce(sum(length(data)), 0) FROM chunk;",
        """
        CREATE TABLE alarm_change (
            id INTEGER PRIMARY KEY, machine INTEGER NOT NULL, number INTEGER NOT NULL, sensor TEXT NOT NULL,
            source INTEGER NOT NULL, priority INTEGER NOT NULL, at_ticks INTEGER NOT NULL, from_state INTEGER NOT NULL,
            to_state INTEGER NOT NULL, level INTEGER NOT NULL, value_bits INTEGER NOT NULL, actor TEXT NOT NULL,
            comment TEXT NOT NULL, crc INTEGER NOT NULL);
        CREATE UNIQUE INDEX alarm_change_by_number ON alarm_change (machine, number);
        CREATE INDEX alarm_change_by_time ON alarm_change (at_ticks, machine, number);
        """,
        """
        CREATE TABLE outbox (
            id INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL, kind TEXT NOT NULL, at_ticks INTEGER NOT NULL,
            body TEXT NOT NULL, crc INTEGER NOT NULL);
        CREATE UNIQUE INDEX outbox_by_event ON outbox (event);
        CREATE TABLE outbox_target (name TEXT PRIMARY KEY, position INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE outbox_undelivered (
            id INTEGER PRIMARY KEY, event TEXT NOT NULL, kind TEXT NOT NULL, at_ticks INTEGER NOT NULL, body TEXT NOT NULL,
            crc INTEGER NOT NULL, target TEXT NOT NULL, given_up_ticks INTEGER NOT NULL, reason TEXT NOT NULL);
        """,
        "CREATE TABLE health (machine INTEGER PRIMARY KEY, crc INTEGER NOT NULL, state BLOB NOT NULL);",
        """
        CREATE TABLE work_order (
            id TEXT PRIMARY KEY, machine INTEGER NOT NULL, cause INTEGER NOT NULL, version INTEGER NOT NULL,
            is_open INTEGER NOT NULL, changed_ticks INTEGER NOT NULL, body TEXT NOT NULL, crc INTEGER NOT NULL);
        CREATE INDEX work_order_by_time ON work_order (changed_ticks);
        CREATE INDEX work_order_by_machine ON work_order (machine, cause, is_open);
        """,
        """
        CREATE TABLE trained_model (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL, version INTEGER NOT NULL, author TEXT NOT NULL, at_ticks INTEGER NOT NULL,
            note TEXT NOT NULL, sha256 TEXT NOT NULL, bytes INTEGER NOT NULL, crc INTEGER NOT NULL, file BLOB NOT NULL);
        CREATE UNIQUE INDEX trained_model_by_name ON trained_model (name, version);
        CREATE TABLE life_track (machine INTEGER PRIMARY KEY, crc INTEGER NOT NULL, state BLOB NOT NULL);
        """,
    ];
}
