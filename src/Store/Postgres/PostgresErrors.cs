using System.Net.Sockets;
using Npgsql;

namespace OrleansTwin.Store.Postgres;

/// <summary>PostgreSQL's and Npgsql's errors as the store's exceptions.</summary>
internal static class PostgresErrors
{
    public static Exception Of(Exception error, bool isLost) => error switch
    {
        StoreUnavailableException => error,
        _ when ToldBy(error) is { } told => Of(told),
        _ when isLost || IsOfNetwork(error) => new StoreUnavailableException(
            $"The database cannot be reached: {Innermost(error)}", error),
        _ => error,
    };

    private static Exception Of(PostgresException told) => (told.SqlState[..2], told.SqlState) switch
    {
        (_, PostgresErrorCodes.DiskFull) => new StoreUnavailableException(
            $"The store is full: the database server has no space ({told.MessageText}). Free disk space on the server.", told),
        (_, PostgresErrorCodes.TooManyConnections) => new StoreUnavailableException(
            $"The database server has no connection left ({told.MessageText}). Raise its max_connections or close others.", told),
        (_, PostgresErrorCodes.InsufficientPrivilege) => new StoreRefusedException(
            $"The database refuses it: {told.MessageText}. Grant the role what docs/postgresql.md lists.", told),
        (_, PostgresErrorCodes.InvalidCatalogName) => new StoreRefusedException(
            $"The database is missing: {told.MessageText}. Create it (createdb), or correct Database= of the store.", told),
        ("28", _) => new StoreRefusedException(
            $"The database server refuses the login: {told.MessageText}. Correct Username= and Password= of the store.", told),
        ("XX", PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted) => new StoreCorruptedException(
            $"The database is damaged: {told.MessageText}. Restore it from a backup.", told),
        ("08" or "25" or "40" or "53" or "55" or "57" or "58", _) => new StoreUnavailableException(
            $"The database cannot be used now: {told.MessageText} ({told.SqlState}).", told),
        _ => new InvalidOperationException($"The database refused a statement: {told.MessageText} ({told.SqlState}).", told),
    };

    private static PostgresException? ToldBy(Exception? error)
    {
        while (error is not PostgresException && error is NpgsqlException or AggregateException)
            error = error.InnerException;
        return error as PostgresException;
    }

    private static bool IsOfNetwork(Exception error) =>
        error is NpgsqlException or IOException or SocketException or TimeoutException;

    private static string Innermost(Exception error)
    {
        while (error.InnerException is { } inner)
            error = inner;
        return error.Message.EndsWith('.') ? error.Message : error.Message + ".";
    }
}
