using OrleansTwin.Store.Tests.Databases;

namespace OrleansTwin.Store.Tests;

/// <summary>
/// Tests of what every store keeps, whatever its database: a class of them is abstract and has a sealed child for each database.
/// </summary>
public abstract class StoreContract(StoreKind kind)
{
    private protected TestDatabase NewDatabase() => TestDatabase.New(kind);

    private protected Task<TestStore> OpenAsync(StoreOptions? options = null) =>
        TestStore.OpenAsync(NewDatabase(), options);
}
