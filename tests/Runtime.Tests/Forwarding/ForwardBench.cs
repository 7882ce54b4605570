using Microsoft.Extensions.Logging.Abstractions;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Ingest.Pipeline;
using OrleansTwin.Ingest.Tests;
using OrleansTwin.Runtime.Feeds;
using OrleansTwin.Runtime.Forwarding;
using OrleansTwin.Runtime.Shards;
using OrleansTwin.Runtime.Sites;
using OrleansTwin.Runtime.Tests.Feeds;
using OrleansTwin.Runtime.Tests.Support;
using OrleansTwin.Store;
using OrleansTwin.Store.Tests.Databases;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Runtime.Tests.Forwarding;

/// <summary>
/// An Edge that forwards its site to a grid of one shard, in one process and virtual time. Each sample has a value of its own, so
/// that one that is lost, or comes twice, is told by its number.
/// </summary>
internal sealed class ForwardBench : IFeedTarget, IAsyncDisposable
{
    public const string Sensor = $"{SmallPlant.Line1}/m-1/power";

    private readonly StoreOptions _edgeStore;
    private readonly Plant _gridPlant;
    private readonly List<(string SensorId, double Value)> _sent = [];
    private readonly FeedShard _shard;
    private TestDatabase _edgeDatabase;
    private TestDatabase _gridDatabase;
    private EngineBench? _edge;
    private Forwarder? _forwarder;
    private ITwinStore? _gridStore;
    private TelemetryFeed? _feed;
    private SiteInlet? _inlet;

    private ForwardBench(StoreKind kind, StoreOptions edgeStore, Plant gridPlant, FeedShard shard)
    {
        (_edgeStore, _gridPlant, _shard) = (edgeStore, gridPlant, shard);
        (_edgeDatabase, _gridDatabase) = (TestDatabase.New(kind), TestDatabase.New(kind));
        Link = new FaultyLink(body => Inlet.TakeAsync(
            ForwardMessage.Unpack(body, Packing.UnpackedBytesMax), CancellationToken.None));
    }

    public StandingTime Time { get; } = new();

    public FaultyLink Link { get; }

    public EngineBench Edge => _edge ?? throw new InvalidOperationException("The Edge does not run.");

    public Forwarder Forwarder => _forwarder ?? throw new InvalidOperationException("The Edge does not run.");

    public SiteInlet Inlet => _inlet ?? throw new InvalidOperationException("The grid does not run.");

    public TelemetryFeed Feed => _feed ?? throw new InvalidOperationException("The grid does not run.");

    public FeedShard Shard => _shard;

    public IReadOnlyList<(string SensorId, double Value)> Sent => _sent;

    int IFeedTarget.Count => 1;

    public static async Task<ForwardBench> StartAsync(
        StoreOptions? edgeStore = null, Plant? gridPlant = null, StoreKind kind = StoreKind.Sqlite)
    {
        var plant = gridPlant ?? SmallPlant.Create();
        var bench = new ForwardBench(
            kind, edgeStore ?? new StoreOptions { JournalKeptBytesMax = 1 << 30 }, plant,
            await FeedShard.StartAsync(plant, kind, 0));
        await bench.OpenGridAsync();
        await bench.OpenEdgeAsync();
        return bench;
    }

    Task<int[]> IFeedTarget.KeysAsync(int shard, IReadOnlyList<string> sensorIds, CancellationToken cancellation) =>
        _shard.CallAsync(inlet => inlet.KeysAsync(sensorIds, cancellation).AsTask());

    Task<long> IFeedTarget.PositionAsync(int shard, string feed, CancellationToken cancellation) =>
        _shard.CallAsync(inlet => Task.FromResult(inlet.PositionOf(feed)));

    Task<long> IFeedTarget.TakeAsync(int shard, FeedBatch batch, CancellationToken cancellation) =>
        _shard.TakeAsync(batch, cancellation);

    /// <summary>Commits samples at the Edge, with the next values.</summary>
    public async Task CommitAsync(params string[] sensorIds)
    {
        var samples = sensorIds.Select(id =>
        {
            _sent.Add((id, _sent.Count + 1));
            var atTicks = SmallPlant.At(7) + (_sent.Count * TimeSpan.TicksPerMillisecond);
            return new SensorSample(Edge.KeyOf(id), new Sample(
                atTicks, atTicks + 5, _sent.Count, -_sent.Count, Quality.Good, null));
        }).ToList();
        await Edge.CommitAsync(samples);
    }

    public async Task CommitAsync(int batches)
    {
        for (var i = 0; i < batches; i++)
            await CommitAsync(Sensor);
    }

    /// <summary>The waits of both sides go off until the grid's shard has everything.</summary>
    public Task ForwardedAsync() => UntilAsync(() => IsThrough, "the grid having everything");

    public Task UntilAsync(Func<bool> condition, string what) => Waiting.Until(
        () =>
        {
            GoOn();
            return condition();
        },
        what);

    public void GoOn()
    {
        Forwarder.Log.Confirm();
        Time.GoOn();
    }

    public async Task AssertTakenOnceAsync(string because = "", int from = 0)
    {
        await ForwardedAsync();
        var taken = await _shard.TakenAsync();
        var expected = _sent[from..];
        Assert.True(
            expected.SequenceEqual(taken),
            $"The shard has {taken.Count} samples of {expected.Count}; the first that differs is number "
            + $"{expected.Zip(taken).TakeWhile(pair => pair.First == pair.Second).Count()}. {because}");
    }

    /// <summary>The Edge's process is killed when it has acknowledged all that was sent, and another starts.</summary>
    public async Task KillEdgeAsync() => await OpenEdgeOverAsync(await _edgeDatabase.CopyAsync());

    public Task<TestDatabase> BackUpEdgeAsync() => _edgeDatabase.CopyAsync();

    public async Task OpenEdgeOverAsync(TestDatabase database)
    {
        await CloseEdgeAsync();
        await _edgeDatabase.DisposeAsync();
        _edgeDatabase = database;
        await OpenEdgeAsync();
    }

    /// <summary>The process of the site's feed is killed, between two requests, and another takes the feed up.</summary>
    public async Task KillGridAsync()
    {
        await Link.PauseAsync();
        var copy = await _gridDatabase.CopyAsync();
        await CloseGridAsync();
        await _gridDatabase.DisposeAsync();
        _gridDatabase = copy;
        await OpenGridAsync();
        Link.GoOn();
    }

    public async ValueTask DisposeAsync()
    {
        await CloseEdgeAsync();
        await CloseGridAsync();
        await _edgeDatabase.DisposeAsync();
        await _gridDatabase.DisposeAsync();
        await _shard.DisposeAsync();
        Link.Dispose();
    }

    private bool IsThrough => Forwarder.Lane is { LagBatches: 0, Lag.Ticks: 0, Failure: null }
        && Forwarder.Log.PositionOf(0) == Forwarder.Log.Last
        && Feed.Lanes.All(lane => lane is { LagBatches: 0, Lag.Ticks: 0, Failure: null });

    private async Task OpenEdgeAsync()
    {
        var plant = SmallPlant.Create();
        var store = await _edgeDatabase.OpenAsync(_edgeStore);
        _edge = await EngineBench.OverAsync(plant, store, time: Time);
        var options = new ForwardOptions { Grid = ["http://localhost"], SamplesPerRequestMax = 40 };
        _forwarder = await Forwarder.OpenAsync(
            options, plant, store, Link, () => false, Time, NullLogger.Instance, default);
        _forwarder.Start();
    }

    private async Task CloseEdgeAsync()
    {
        await Forwarder.DisposeAsync();
        await Edge.CloseAsync();
    }

    private async Task OpenGridAsync()
    {
        _gridStore = await _gridDatabase.OpenAsync(new StoreOptions());
        _feed = await TelemetryFeed.OpenAsync(
            SiteFeeds.NameOf(SmallPlant.Site), new FeedOptions(), new IngestOptions(), _gridStore, _gridPlant, [], this, _ => 0,
            Time, NullLogger.Instance, default);
        _feed.Start();
        _inlet = await SiteInlet.OpenAsync(SmallPlant.Site, _gridStore, _feed, _gridPlant, Time, default);
    }

    private async Task CloseGridAsync()
    {
        Inlet.Dispose();
        await Feed.DisposeAsync();
        await _gridStore!.DisposeAsync();
    }
}
