namespace OrleansTwin.Store.Sqlite;

/// <summary>The schema of the journal's own file, and how the batches of an older store come into it.</summary>
internal static class JournalSchema
{
    public static readonly IReadOnlyList<string> Migrations =
    [
        "CREATE TABLE journal (sequence INTEGER PRIMARY KEY, crc INTEGER NOT NULL, data BLOB NOT NULL);",
    ];

    /// <summary>
    /// Stores up to schema 2 had the journal in the main file: its batches are copied before the main file's migration drops
    /// them. A kill in between repeats the copy.
    /// </summary>
    public static void TakeOver(SqliteDatabase journal, SqliteDatabase main)
    {
        if (main.Number("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'journal'") is null or 0)
            return;
        var insert = journal.Prepare("INSERT OR REPLACE INTO journal (sequence, crc, data) VALUES (?, ?, ?)");
        var rows = main.Prepare("SELECT sequence, crc, data FROM journal ORDER BY sequence");
        while (rows.Step())
            insert.With(rows.Long(0), rows.Long(1)).Blob(3, rows.Blob(2)).Run();
    }
}
