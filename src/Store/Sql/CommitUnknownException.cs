namespace OrleansTwin.Store.Sql;

/// <summary>
/// The connection broke during the commit: the transaction is durable or it is not, and only the database can tell, when it is
/// reached again: by <see cref="SqlDatabase.HasCommitted"/> of the transaction's number.
/// </summary>
internal sealed class CommitUnknownException(long transaction, Exception inner) : IOException(inner.Message, inner)
{
    public long Transaction => transaction;
}
