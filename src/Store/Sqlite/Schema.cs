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
    ];
}
