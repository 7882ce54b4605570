namespace OrleansTwin.Store.Sqlite;

/// <summary>
/// The two files of a data directory, opened to read only. The journal first: whatever a checkpoint drops from it afterwards, the
/// main file has by then.
/// </summary>
internal sealed class SqliteFiles : IDisposable
{
    private SqliteFiles(SqliteDatabase journal, SqliteDatabase main) => (Journal, Main) = (journal, main);

    public SqliteDatabase Journal { get; }

    public SqliteDatabase Main { get; }

    /// <exception cref="StoreRefusedException">There is no store, or its schema is not this program's.</exception>
    public static SqliteFiles Open(string directory) => Open(MainOf(directory), JournalOf(directory), directory);

    /// <summary>A backup has both in one file.</summary>
    public static SqliteFiles OpenBackup(string file) => Open(file, file, file);

    public static string MainOf(string directory) => Path.Combine(directory, "twin.db");

    public static string JournalOf(string directory) => Path.Combine(directory, "journal.db");

    public void Dispose()
    {
        Journal.Dispose();
        Main.Dispose();
    }

    private static SqliteFiles Open(string main, string journal, string place)
    {
        var journalFile = OpenCurrent(journal, place, main == journal ? Schema.Migrations : JournalSchema.Migrations);
        try
        {
            return new SqliteFiles(journalFile, OpenCurrent(main, place, Schema.Migrations));
        }
        catch
        {
            journalFile.Dispose();
            throw;
        }
    }

    private static SqliteDatabase OpenCurrent(string file, string place, IReadOnlyList<string> migrations)
    {
        if (!File.Exists(file))
            throw new StoreRefusedException($"There is no store of this program in {place}: {file} does not exist.");
        var database = SqliteDatabase.OpenReader(file);
        try
        {
            database.Begin();
            var found = Migrator.FoundVersion(database, file, migrations);
            return found == migrations.Count ? database : throw new StoreRefusedException(
                $"{file} has schema {found}, of an older program; this one reads {migrations.Count}. "
                + "Run it once with this program, which brings it up to date.");
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }
}
