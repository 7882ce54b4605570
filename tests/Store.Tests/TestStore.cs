using OrleansTwin.Store.Tests.Databases;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Tests;

/// <summary>A store in a database of its own. As a kill leaves it behind: a copy made while it is still open.</summary>
internal sealed class TestStore : IAsyncDisposable
{
    private TestStore(TestDatabase database, ITwinStore store) => (Database, Store) = (database, store);

    public TestDatabase Database { get; }

    public ITwinStore Store { get; }

    public static async Task<TestStore> OpenAsync(TestDatabase database, StoreOptions? options = null) =>
        new(database, await database.OpenAsync(options ?? StoreOptions.Default));

    /// <summary>What a process that starts after a kill at this moment finds.</summary>
    public async Task<TestStore> OpenCopyAsync() => await OpenAsync(await Database.CopyAsync());

    public async Task<TestDatabase> CloseAsync()
    {
        await Store.DisposeAsync();
        return Database;
    }

    /// <summary>Closes the store and changes its database from outside.</summary>
    public async Task<TestDatabase> CloseAndRunAsync(string sql)
    {
        await Store.DisposeAsync();
        await Database.RunAsync(sql);
        return Database;
    }

    public async Task<int> AddSensorAsync(string name = "acme/lyon/press-3/power") =>
        (await Store.Names.GetOrAddAsync([name]))[0];

    public ValueTask<long> AppendAsync(int sensorKey, params Sample[] samples) => Store.Journal.AppendAsync(
        new JournalBatch(samples.Select(sample => new SensorSample(sensorKey, sample)).ToArray(), default));

    /// <summary>Journals and buffers, as a host does.</summary>
    public async Task<long> TakeAsync(int sensorKey, params Sample[] samples)
    {
        var sequence = await AppendAsync(sensorKey, samples);
        foreach (var sample in samples)
            Store.History.Buffer(sensorKey, sample, sequence);
        return sequence;
    }

    public ValueTask<CheckpointSummary> CheckpointAsync(params LedgerRow[] rows) =>
        Store.CheckpointAsync(new Checkpoint(Store.Journal.LastSequence, [], rows));

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        await Database.DisposeAsync();
    }
}
