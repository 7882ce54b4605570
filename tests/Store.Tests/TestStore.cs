using Microsoft.Data.Sqlite;
using OrleansTwin.Store.Sqlite;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Tests;

/// <summary>
/// A store in a directory of its own, which can be left behind as by a kill: its files are copied while it is still open.
/// </summary>
internal sealed class TestStore : IAsyncDisposable
{
    private readonly string _directory;

    private TestStore(string directory, ITwinStore store)
    {
        _directory = directory;
        Store = store;
    }

    public ITwinStore Store { get; }

    public string DatabaseFile => Path.Combine(_directory, "twin.db");

    public string Root => _directory;

    public static string NewDirectory() => Directory.CreateTempSubdirectory("orleans-twin-store-").FullName;

    public static Task<TestStore> OpenAsync(StoreOptions? options = null) => OpenAsync(NewDirectory(), options);

    public static async Task<TestStore> OpenAsync(string directory, StoreOptions? options = null) =>
        new(directory, await SqliteTwinStore.OpenAsync(directory, options));

    /// <summary>What a process that starts after a kill at this moment finds.</summary>
    /// <remarks>Between two writes only: two files cannot be copied at one instant.</remarks>
    public Task<TestStore> OpenCopyAsync()
    {
        var copy = NewDirectory();
        foreach (var name in new[] { "twin.db", "twin.db-wal" })
            File.Copy(Path.Combine(_directory, name), Path.Combine(copy, name));
        return OpenAsync(copy);
    }

    /// <summary>Closes the store, changes the database from outside and returns its directory.</summary>
    public async Task<string> CloseAndRunAsync(string sql)
    {
        await Store.DisposeAsync();
        using var connection = new SqliteConnection($"Data Source={DatabaseFile};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
        return _directory;
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
        Directory.Delete(_directory, recursive: true);
    }
}
