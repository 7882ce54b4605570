namespace OrleansTwin.Store.Sql;

/// <summary>
/// A database of ours and the right to use it: whoever made this is its only owner until it is disposed. The journal has
/// connections of its own, so that an append never waits for a checkpoint; it may lie in the same database or in another.
/// </summary>
internal interface ISqlSource : IDisposable
{
    /// <summary>True: calls wait for a server, perhaps for long.</summary>
    bool IsRemote { get; }

    SqlDatabase OpenWriter();

    SqlDatabase OpenReader();

    SqlDatabase OpenJournalWriter() => OpenWriter();

    SqlDatabase OpenJournalReader() => OpenReader();

    /// <summary>
    /// Brings the schema of a journal that lies apart up to date, in its writer's transaction; before the other.
    /// </summary>
    /// <exception cref="StoreRefusedException">The schema is newer than this program.</exception>
    void MigrateJournal(SqlDatabase writer)
    {
    }

    /// <summary>Brings the schema up to date, in the writer's transaction.</summary>
    /// <exception cref="StoreRefusedException">The schema is newer than this program.</exception>
    void Migrate(SqlDatabase writer);
}
