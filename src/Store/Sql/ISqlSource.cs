namespace OrleansTwin.Store.Sql;

/// <summary>
/// A database of ours and the right to use it: whoever made this is its only owner until it is disposed.
/// </summary>
internal interface ISqlSource : IDisposable
{
    SqlDatabase OpenWriter();

    SqlDatabase OpenReader();

    /// <summary>Brings the schema up to date, in the writer's transaction.</summary>
    /// <exception cref="StoreRefusedException">The schema is newer than this program.</exception>
    void Migrate(SqlDatabase writer);
}
