using OrleansTwin.Store.Sql;

namespace OrleansTwin.Store.Sqlite;

/// <summary>The database file of a data directory, held with the directory's lock.</summary>
internal sealed class SqliteSource(string directory, StoreOptions options) : ISqlSource
{
    private readonly string _file = Path.Combine(directory, "twin.db");
    private readonly DirectoryLock _lock = DirectoryLock.Take(directory);

    public SqlDatabase OpenWriter() => SqliteDatabase.OpenWriter(_file, options);

    public SqlDatabase OpenReader() => SqliteDatabase.OpenReader(_file);

    public void Migrate(SqlDatabase writer) => Schema.Migrate((SqliteDatabase)writer, _file);

    public void Dispose() => _lock.Dispose();
}
