using OrleansTwin.Store;
using OrleansTwin.Store.Sql;

namespace OrleansTwin.Sim.Tests.World;

/// <summary>The writer's connection, at whose commits the world may end or the disk be full.</summary>
internal sealed class FaultyDatabase(SqlDatabase inner, FaultyDisk disk) : SqlDatabase
{
    public SqlDatabase Inner => inner;

    public override void Begin()
    {
        disk.ThrowIfDead();
        inner.Begin();
    }

    public override void Commit() => disk.Commit(inner.Commit);

    public override void Rollback() => inner.Rollback();

    public override bool HasCommitted(long transaction) => inner.HasCommitted(transaction);

    public override SqlStatement Prepare(string sql) => inner.Prepare(sql);

    public override void ReadMany(string sql, IReadOnlyList<long[]> keys, Action<int, SqlStatement> read) =>
        inner.ReadMany(sql, keys, read);

    public override long BytesOfJournal() => inner.BytesOfJournal();

    public override void Dispose() => inner.Dispose();
}

/// <summary>A SQLite source whose disk is <see cref="FaultyDisk"/>.</summary>
internal sealed class FaultySource(ISqlSource inner, FaultyDisk disk) : ISqlSource
{
    public bool IsRemote => inner.IsRemote;

    public SqlDatabase OpenWriter() => Open(inner.OpenWriter);

    public SqlDatabase OpenJournalWriter() => Open(inner.OpenJournalWriter);

    public SqlDatabase OpenReader() => inner.OpenReader();

    public SqlDatabase OpenJournalReader() => inner.OpenJournalReader();

    public void Migrate(SqlDatabase writer) => inner.Migrate(((FaultyDatabase)writer).Inner);

    public void MigrateJournal(SqlDatabase writer) => inner.MigrateJournal(((FaultyDatabase)writer).Inner);

    public void Dispose() => inner.Dispose();

    private FaultyDatabase Open(Func<SqlDatabase> open)
    {
        disk.ThrowIfDead();
        var database = open();
        // A simulated kill leaves the system running, and with it what the system has not written yet: waiting for the disk
        // would change nothing but the time that this takes.
        database.Prepare("PRAGMA synchronous = OFF").Run();
        return new FaultyDatabase(database, disk);
    }
}
