namespace OrleansTwin.Store.Tests.Databases;

/// <summary>The databases that a store may lie in.</summary>
public enum StoreKind
{
    Sqlite,
    Postgres,
}
