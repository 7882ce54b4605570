using Microsoft.Extensions.Logging.Abstractions;
using OrleansTwin.Runtime.Engine;
using OrleansTwin.Ingest.Pipeline;
using OrleansTwin.Store;
using OrleansTwin.Store.Sqlite;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Runtime.Tests.Support;

/// <summary>An engine over a real store in a directory of its own, which can be left behind as by a kill.</summary>
internal sealed class EngineBench : IAsyncDisposable
{
    private readonly IngestBatch _batch = new();
    private readonly string? _directory;

    private EngineBench(string? directory, ITwinStore store, TwinEngine engine) =>
        (_directory, Store, Engine) = (directory, store, engine);

    public ITwinStore Store { get; }

    public TwinEngine Engine { get; }

    public static string NewDirectory() => System.IO.Directory.CreateTempSubdirectory("orleans-twin-edge-").FullName;

    public string Directory => _directory ?? throw new InvalidOperationException("The store is not the bench's own.");

    public static Task<EngineBench> OpenAsync(Plant plant, StoreOptions? options = null, TimeProvider? time = null) =>
        OpenAsync(plant, NewDirectory(), options, time: time);

    /// <param name="plant">The plant that takes force.</param>
    /// <param name="directory">Where the store is, or comes to be.</param>
    /// <param name="options">Of the store.</param>
    /// <param name="atTicks">When it takes force, if it is another one than before.</param>
    /// <param name="time">The engine's clock.</param>
    public static async Task<EngineBench> OpenAsync(
        Plant plant, string directory, StoreOptions? options = null, long atTicks = 0, TimeProvider? time = null)
    {
        var store = await SqliteTwinStore.OpenAsync(directory, options);
        return new EngineBench(directory, store, await StartAsync(plant, store, atTicks, time));
    }

    /// <summary>Over a store in any database, which stays the caller's when the bench has closed the store.</summary>
    public static async Task<EngineBench> OverAsync(
        Plant plant, ITwinStore store, long atTicks = 0, RecoveryOptions? recovery = null, TimeProvider? time = null) =>
        new(null, store, await StartAsync(plant, store, atTicks, time, recovery));

    /// <summary>What a process that starts after a kill at this moment finds. Nothing may be writing.</summary>
    public string CopyAsKilled()
    {
        var copy = NewDirectory();
        foreach (var name in new[] { "twin.db", "twin.db-wal", "journal.db", "journal.db-wal" })
        {
            if (File.Exists(Path.Combine(Directory, name)))
                File.Copy(Path.Combine(Directory, name), Path.Combine(copy, name));
        }

        return copy;
    }

    public int KeyOf(string id) =>
        Store.Names.TryGetKey(id, out var key) ? key : throw new ArgumentException($"{id} has no key.", nameof(id));

    public async Task CommitAsync(IEnumerable<SensorSample> samples)
    {
        _batch.Clear();
        foreach (var (key, sample) in samples)
            _batch.Add(key, sample);
        await await Engine.TakeAsync(_batch, CancellationToken.None);
    }

    public Task CommitAsync(string sensorId, params Sample[] samples) =>
        CommitAsync(samples.Select(sample => new SensorSample(KeyOf(sensorId), sample)));

    public async Task ReplacePlantAsync(Plant plant, long atTicks = 0) =>
        await Engine.ReplacePlantAsync(plant, await VersionOfAsync(Store, plant, atTicks), CancellationToken.None);

    public Task DrainAsync() => Engine.Runtime.DrainAsync();

    public Task<CheckpointSummary> CheckpointAsync() => Engine.CheckpointAsync(CancellationToken.None);

    public ValueTask<ElementVector> SumAsync(string id, long fromTicks, long toTicks, string? product = null) =>
        Store.Ledger.SumAsync(new ElementQuery(KeyOf(id), fromTicks, toTicks, product));

    /// <summary>Ends in order and leaves the directory.</summary>
    public async Task CloseAsync()
    {
        await Engine.DisposeAsync();
        await Store.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        if (_directory is not null)
            System.IO.Directory.Delete(_directory, recursive: true);
    }

    private static async Task<TwinEngine> StartAsync(
        Plant plant, ITwinStore store, long atTicks, TimeProvider? time, RecoveryOptions? recovery = null)
    {
        var version = await VersionOfAsync(store, plant, atTicks);
        await store.PlantVersions.PutInForceAsync(version.Number, atTicks);
        return await TwinEngine.StartAsync(plant, store, NullLogger.Instance, CancellationToken.None, time, recovery);
    }

    private static async Task<PlantVersionInfo> VersionOfAsync(ITwinStore store, Plant plant, long atTicks)
    {
        var text = PlantTexts.Of(plant);
        return await store.PlantVersions.ReadLatestAsync() is { } latest && latest.Text == text
            ? latest.Info
            : (await store.PlantVersions.AddAsync(text, "test", atTicks, "")).Info;
    }
}
