using OrleansTwin.Store.Sql;

namespace OrleansTwin.Store.Sqlite;

/// <summary>The database files of a data directory, held with the directory's lock: the journal, and everything else.</summary>
internal sealed class SqliteSource(string directory, StoreOptions options) : ISqlSource
{
    private readonly string _file = Path.Combine(directory, "twin.db");
    private readonly string _journalFile = Path.Combine(directory, "journal.db");
    private readonly DirectoryLock _lock = DirectoryLock.Take(directory);

    public bool IsRemote => false;

    public SqlDatabase OpenWriter() => SqliteDatabase.OpenWriter(_file, options.DatabaseBytesMax);

    public SqlDatabase OpenReader() => SqliteDatabase.OpenReader(_file);

    public SqlDatabase OpenJournalWriter() => SqliteDatabase.OpenWriter(
        _journalFile, options.JournalBytesMax == 0 ? 0 : options.JournalBytesMax + KeptBytes);

    /// <summary>What stays behind the checkpoint is within its own limit; where none is said, it is what there is.</summary>
    private long KeptBytes =>
        options.JournalKeptBytesMax ?? (File.Exists(_journalFile) ? new FileInfo(_journalFile).Length : 0);

    public SqlDatabase OpenJournalReader() => SqliteDatabase.OpenReader(_journalFile);

    public void MigrateJournal(SqlDatabase writer)
    {
        using var main = SqliteDatabase.OpenReader(_file);
        Migrator.FoundVersion(main, _file, Schema.Migrations);
        var journal = (SqliteDatabase)writer;
        Migrator.Migrate(journal, _journalFile, JournalSchema.Migrations);
        JournalSchema.TakeOver(journal, main);
    }

    public void Migrate(SqlDatabase writer)
    {
        var main = (SqliteDatabase)writer;
        Migrator.Migrate(main, _file, Schema.Migrations);

        // A backup has both files in one; the journal was taken over before.
        main.Run("DROP TABLE IF EXISTS journal");
    }

    public void Dispose() => _lock.Dispose();
}
