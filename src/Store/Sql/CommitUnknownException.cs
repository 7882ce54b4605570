namespace OrleansTwin.Store.Sql;

/// <summary>
/// The connection broke during the commit: the transaction is durable or it is not, and only the database can tell, when it is
/// reached again.
/// </summary>
internal sealed class CommitUnknownException(Exception inner) : IOException(inner.Message, inner);
