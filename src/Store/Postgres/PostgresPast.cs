using OrleansTwin.Store.Archive;
using OrleansTwin.Store.Sql;

namespace OrleansTwin.Store.Postgres;

/// <summary>The past of a store in a database, which an Edge may be running on: nothing is locked and nothing written.</summary>
public static class PostgresPast
{
    /// <exception cref="ArgumentException">The connection string cannot be used; says what is wrong with it.</exception>
    /// <exception cref="StoreRefusedException">There is no store, or its schema is not this program's.</exception>
    /// <exception cref="StoreCorruptedException">What stands at its beginning is damaged.</exception>
    /// <exception cref="StoreUnavailableException">The server cannot be reached or used now.</exception>
    public static IPast Open(string connectionString)
    {
        var database = PostgresLook.Open(PostgresSettings.Parse(connectionString));
        try
        {
            return new SqlPast(database, SqlPast.ReadJournal(database, SqlJournal.ReadCursor(database)));
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }
}
