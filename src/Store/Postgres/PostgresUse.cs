namespace OrleansTwin.Store.Postgres;

/// <summary>What a connection is for. The two that write hold a lock each; nobody else writes.</summary>
internal enum PostgresUse
{
    Journal = 0,
    Tables = 1,
    Read = 2,
}
