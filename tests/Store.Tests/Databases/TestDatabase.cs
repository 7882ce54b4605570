using OrleansTwin.Store.Archive;

namespace OrleansTwin.Store.Tests.Databases;

/// <summary>A database of the test's own, empty at first; it is deleted at the end.</summary>
internal abstract class TestDatabase : IAsyncDisposable
{
    public static TestDatabase New(StoreKind kind) => kind switch
    {
        StoreKind.Sqlite => new SqliteTestDatabase(),
        StoreKind.Postgres => new PostgresTestDatabase(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A kind of database without a fixture."),
    };

    public abstract Task<ITwinStore> OpenAsync(StoreOptions options);

    /// <summary>Another database with all that is committed in this one, whose store may still be open.</summary>
    public abstract Task<TestDatabase> CopyAsync();

    /// <summary>What replays begin from; beside an open store.</summary>
    public abstract Task<IPast> OpenPastAsync();

    public abstract Task<StoreInfo> ReadInfoAsync();

    public abstract Task<IReadOnlyList<StoreFinding>> CheckAsync();

    /// <summary>Changes the database from outside, past the store.</summary>
    public abstract Task RunAsync(string sql);

    public abstract ValueTask DisposeAsync();
}
