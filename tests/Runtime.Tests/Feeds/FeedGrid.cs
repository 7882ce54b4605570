using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansTwin.Ingest.Http;
using OrleansTwin.Ingest.Pipeline;
using OrleansTwin.Ingest.Sources;
using OrleansTwin.Ingest.Tests;
using OrleansTwin.Runtime.Feeds;
using OrleansTwin.Runtime.Tests.Support;
using OrleansTwin.Store;
using OrleansTwin.Store.Tests.Databases;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Runtime.Tests.Feeds;

/// <summary>
/// A feed and its shards in one process, in virtual time. Each sample has a value of its own, so that one that is lost or comes
/// twice is told by name.
/// </summary>
internal sealed class FeedGrid : IFeedTarget, IAsyncDisposable
{
    private static readonly string[] Parents = [SmallPlant.Line1, SmallPlant.Line2, SmallPlant.Area];

    private readonly FeedOptions _options;
    private readonly StoreOptions _storeOptions;
    private readonly FeedShard[] _shards;
    private readonly List<(string SensorId, double Value)> _sent = [];
    private TestDatabase _database;
    private ITwinStore _store;
    private TelemetryFeed _feed;

    private FeedGrid(
        FeedOptions options, StoreOptions storeOptions, TestDatabase database, ITwinStore store, FeedShard[] shards)
    {
        (_options, _storeOptions, _database, _store, _shards) = (options, storeOptions, database, store, shards);
        _feed = null!;
    }

    public StandingTime Time { get; } = new();

    public TelemetryFeed Feed => _feed;

    public ITwinStore Store => _store;

    public Plant Plant { get; private set; } = Create();

    public IReadOnlyList<FeedShard> Shards => _shards;

    public int Count => _shards.Length;

    /// <summary>Samples that were acknowledged, in order.</summary>
    public IReadOnlyList<(string SensorId, double Value)> Sent => _sent;

    public static async Task<FeedGrid> StartAsync(
        FeedOptions? options = null, StoreOptions? store = null, int shards = 3, StoreKind kind = StoreKind.Sqlite)
    {
        var (database, plant) = (TestDatabase.New(kind), Create());
        var all = new List<FeedShard>();
        for (var i = 0; i < shards; i++)
            all.Add(await FeedShard.StartAsync(plant, kind, i));
        var opened = await database.OpenAsync(store ?? new StoreOptions());
        var grid = new FeedGrid(options ?? new FeedOptions(), store ?? new StoreOptions(), database, opened, [.. all]);
        await grid.StartFeedAsync();
        return grid;
    }

    /// <summary>With tags, so that messages of a broker find their sensors.</summary>
    public static Plant Create() => SmallPlant.Create(machine => machine with
    {
        Sensors = [.. machine.Sensors.Select(sensor => sensor with { Tag = sensor.Id })],
    });

    public int ShardOf(string sensorId) =>
        Array.FindIndex(Parents, parent => sensorId.StartsWith(parent + "/", StringComparison.Ordinal)) % Count;

    Task<int[]> IFeedTarget.KeysAsync(int shard, IReadOnlyList<string> sensorIds, CancellationToken cancellation) =>
        _shards[shard].CallAsync(inlet => inlet.KeysAsync(sensorIds, cancellation).AsTask());

    Task<long> IFeedTarget.PositionAsync(int shard, string feed, CancellationToken cancellation) =>
        _shards[shard].CallAsync(inlet => Task.FromResult(inlet.PositionOf(feed)));

    Task<long> IFeedTarget.TakeAsync(int shard, FeedBatch batch, CancellationToken cancellation) =>
        _shards[shard].TakeAsync(batch, cancellation);

    /// <summary>Sends one message with a sample for each of the sensors, and waits until it is acknowledged.</summary>
    public async Task SendAsync(params IEnumerable<string> sensorIds)
    {
        var submitter = new BatchSubmitter(_feed.Ingest.Pipeline, "test", inFlightMax: 1);
        await submitter.SubmitAsync(Fill(await submitter.RentAsync(default), sensorIds), Time.Now.UtcTicks, default);
        await submitter.FlushAsync(default).Within("an acknowledgement");
    }

    /// <summary>Posts a sample with a key, or posts it again; true: it was known.</summary>
    public async Task<bool> PostAsync(string sensorId, string key, int? again = null)
    {
        var value = again ?? _sent.Count + 1;
        if (again is null)
            _sent.Add((sensorId, value));
        var body = Encoding.UTF8.GetBytes($$"""{"sensor":"{{sensorId}}","value":{{value}},"timestamp":"2026-03-02T07:00:00Z"}""");
        var result = await _feed.Http.SubmitAsync(
            new TelemetryBody(new MemoryStream(body), "application/json", null, key), CancellationToken.None);
        Assert.Equal((TelemetryOutcome.Committed, 1), (result.Outcome, result.Accepted));
        return result.Duplicate;
    }

    /// <summary>Delivers a value without a time, as a broker does, or delivers it again; true: it was known.</summary>
    public async Task<bool> DeliverAsync(string sensorId, ushort packetId, int? again = null)
    {
        var value = again ?? _sent.Count + 1;
        if (again is null)
            _sent.Add((sensorId, value));
        var acknowledged = new Acknowledged();
        await _feed.Ingest.Pipeline.SubmitAsync(
            new SourceMessage
            {
                Source = "mqtt:test",
                Topic = sensorId,
                Payload = Encoding.UTF8.GetBytes($"{value}"),
                ReceiveTicks = Time.Now.UtcTicks,
                PacketId = packetId,
                MayBeRepeated = again is not null,
                Acknowledger = acknowledged,
            },
            CancellationToken.None);
        await acknowledged.First.Within("an acknowledgement");
        return acknowledged.Results[0].Duplicate;
    }

    /// <summary>One message to each shard, so many times.</summary>
    public async Task SendToAllAsync(int times = 1)
    {
        for (var i = 0; i < times; i++)
            await SendAsync($"{SmallPlant.Line1}/m-1/power", $"{SmallPlant.Line2}/m-2/power", $"{SmallPlant.Alone}/power");
    }

    /// <summary>Samples with the next values; who sends them says what became of them.</summary>
    public RawBatch Fill(RawBatch batch, IEnumerable<string> sensorIds)
    {
        foreach (var sensorId in sensorIds)
        {
            var value = _sent.Count + 1;
            var atTicks = SmallPlant.At(7) + (value * TimeSpan.TicksPerMillisecond);
            batch.Add(new RawSample(sensorId, atTicks, value) { IsSensorId = true });
            _sent.Add((sensorId, value));
        }

        return batch;
    }

    /// <summary>Every waiting retry goes on, until all shards have everything.</summary>
    public Task ForwardedAsync() => GoOnUntilAsync(
        () => _feed.Lanes.All(lane => lane is { LagBatches: 0, Lag.Ticks: 0, Failure: null }), "all shards having everything");

    public Task GoOnUntilAsync(Func<bool> condition, string what) => Waiting.Until(
        () =>
        {
            Time.GoOn();
            return condition();
        },
        what);

    /// <summary>Truncates until nothing is left in the feed's journal: shards confirm what had nothing for them first.</summary>
    public async Task TruncatedAsync()
    {
        await ForwardedAsync();
        while (_store.Journal.CheckpointCursor < _store.Journal.LastSequence)
        {
            await _feed.SaveAsync(default);
            await ForwardedAsync();
        }
    }

    /// <summary>Kills the feed's process at a moment when it has acknowledged all that was sent, and starts another.</summary>
    public async Task KillFeedAsync() => await StartFeedOverAsync(await _database.CopyAsync());

    public Task<TestDatabase> BackUpFeedAsync() => _database.CopyAsync();

    public Task EmptyFeedAsync(StoreKind kind = StoreKind.Sqlite) => StartFeedOverAsync(TestDatabase.New(kind));

    public async Task StartFeedOverAsync(TestDatabase database)
    {
        await StopFeedAsync();
        await _database.DisposeAsync();
        _database = database;
        await OpenFeedAsync();
    }

    public async Task StopFeedAsync()
    {
        await _feed.DisposeAsync();
        await _store.DisposeAsync();
    }

    public async Task OpenFeedAsync()
    {
        _store = await _database.OpenAsync(_storeOptions);
        await StartFeedAsync();
    }

    public async Task UsePlantAsync(Plant plant)
    {
        Plant = plant;
        await _feed.UsePlantAsync(plant, default);
    }

    public async Task AssertTakenOnceAsync(string because = "")
    {
        await ForwardedAsync();
        for (var shard = 0; shard < Count; shard++)
        {
            var expected = _sent.Where(sample => ShardOf(sample.SensorId) == shard).ToList();
            var taken = await _shards[shard].TakenAsync();
            Assert.True(
                expected.SequenceEqual(taken),
                $"Shard {shard} has {taken.Count} samples of {expected.Count}; the first that differs is number "
                + $"{expected.Zip(taken).TakeWhile(pair => pair.First == pair.Second).Count()}. {because}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopFeedAsync();
        await _database.DisposeAsync();
        foreach (var shard in _shards)
            await shard.DisposeAsync();
    }

    private async Task StartFeedAsync()
    {
        _feed = await TelemetryFeed.OpenAsync(
            "test", _options, new IngestOptions { LingerMs = 0 }, _store, Plant, [], this, ShardOf, Time, NullLogger.Instance,
            CancellationToken.None);
        _feed.Start();
    }
}
