using Microsoft.Extensions.Logging.Abstractions;
using OrleansTwin.Ingest.Pipeline;
using OrleansTwin.Runtime.Feeds;
using OrleansTwin.Runtime.Forwarding;
using OrleansTwin.Runtime.Shards;
using OrleansTwin.Runtime.Sites;
using OrleansTwin.Runtime.Tests.Support;
using OrleansTwin.Store;
using OrleansTwin.Store.Archive;
using OrleansTwin.Store.Tests.Databases;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Reports;

namespace OrleansTwin.Runtime.Tests.Forwarding;

/// <summary>An Edge that forwards what its twins come to, and the grid's side of its site, in one process.</summary>
internal sealed class ReportBench : IFeedTarget, IAsyncDisposable
{
    private readonly StandingTime _time = new();
    private readonly Plant _plant = SmallPlant.Create();
    private TestDatabase _edgeDatabase;
    private TestDatabase _gridDatabase;
    private TestDatabase _reportsDatabase;
    private EngineBench? _edge;
    private ReportForwarder? _forwarder;
    private ITwinStore? _gridStore;
    private TelemetryFeed? _feed;
    private SiteInlet? _inlet;
    private ReportedSite? _site;
    private ITwinStore? _reports;

    private ReportBench(StoreKind kind)
    {
        (_edgeDatabase, _gridDatabase, _reportsDatabase) =
            (TestDatabase.New(kind), TestDatabase.New(kind), TestDatabase.New(kind));
        Link = new FaultyLink(body => Inlet.TakeAsync(
            ReportMessage.Unpack(body, Packing.UnpackedBytesMax), CancellationToken.None));
    }

    public FaultyLink Link { get; }

    public EngineBench Edge => _edge ?? throw new InvalidOperationException("The Edge does not run.");

    public ReportForwarder Forwarder => _forwarder ?? throw new InvalidOperationException("The Edge does not run.");

    public SiteInlet Inlet => _inlet ?? throw new InvalidOperationException("The grid does not run.");

    public ReportedSite Site => _site ?? throw new InvalidOperationException("The grid does not run.");

    int IFeedTarget.Count => 1;

    public static async Task<ReportBench> StartAsync(StoreKind kind = StoreKind.Sqlite)
    {
        var bench = new ReportBench(kind);
        await bench.OpenGridAsync();
        await bench.OpenEdgeAsync();
        return bench;
    }

    string IFeedTarget.NameOf(int shard) => "a shard";

    Task<int[]> IFeedTarget.KeysAsync(int shard, IReadOnlyList<string> sensorIds, CancellationToken cancellation) =>
        Task.FromResult(new int[sensorIds.Count]);

    Task<long> IFeedTarget.PositionAsync(int shard, string feed, CancellationToken cancellation) => Task.FromResult(0L);

    Task<long> IFeedTarget.TakeAsync(int shard, FeedBatch batch, CancellationToken cancellation) => Task.FromResult(batch.To);

    /// <summary>One attempt; false: it failed.</summary>
    public async Task<bool> TryTellAsync()
    {
        try
        {
            await Forwarder.TellAsync(default);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>What the Edge has of the site, as the grid should have it.</summary>
    public Task<SortedDictionary<string, string>> OfEdgeAsync() => RowsAsync(Edge.Store);

    public Task<SortedDictionary<string, string>> OfGridAsync() => RowsAsync(_reports!);

    public async Task KillEdgeAsync() => await OpenEdgeOverAsync(await _edgeDatabase.CopyAsync());

    public Task<TestDatabase> BackUpEdgeAsync() => _edgeDatabase.CopyAsync();

    public async Task OpenEdgeOverAsync(TestDatabase database)
    {
        await CloseEdgeAsync();
        await _edgeDatabase.DisposeAsync();
        _edgeDatabase = database;
        await OpenEdgeAsync();
    }

    public async Task KillGridAsync()
    {
        var (grid, reports) = (await _gridDatabase.CopyAsync(), await _reportsDatabase.CopyAsync());
        await CloseGridAsync();
        await _gridDatabase.DisposeAsync();
        await _reportsDatabase.DisposeAsync();
        (_gridDatabase, _reportsDatabase) = (grid, reports);
        await OpenGridAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await CloseEdgeAsync();
        await CloseGridAsync();
        await _edgeDatabase.DisposeAsync();
        await _gridDatabase.DisposeAsync();
        await _reportsDatabase.DisposeAsync();
        Link.Dispose();
    }

    private async Task<SortedDictionary<string, string>> RowsAsync(ITwinStore store)
    {
        var lines = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var asset in _plant.Assets.Where(asset => asset is not SensorAsset && asset.Id != SmallPlant.Enterprise))
        {
            foreach (var part in Enum.GetValues<ReportPart>())
            {
                if (!store.Names.TryGetKey(asset.Id, out var key))
                    continue;
                foreach (var row in await store.Ledger.ReadRowsAsync(key, part, 0, DateTime.MaxValue.Ticks))
                    lines.Add($"{asset.Id} {part} {row.Report.BucketTicks}", Text(row.Report));
            }
        }

        return lines;
    }

    private static string Text(BucketReport report) => Convert.ToHexString(ReportTransfer.Write([report with { Version = 0 }]));

    private async Task OpenEdgeAsync()
    {
        var store = await _edgeDatabase.OpenAsync(new StoreOptions());
        _edge = await EngineBench.OverAsync(_plant, store, time: _time);
        _forwarder = await ReportForwarder.OpenAsync(
            new ForwardOptions { Grid = ["http://localhost"] }, _edge.Engine, new LocalShard(_edge.Engine, _time), Link, _time,
            NullLogger.Instance, default);
    }

    private async Task CloseEdgeAsync()
    {
        await Forwarder.DisposeAsync();
        await Edge.CloseAsync();
    }

    private async Task OpenGridAsync()
    {
        _gridStore = await _gridDatabase.OpenAsync(new StoreOptions());
        _reports = await _reportsDatabase.OpenAsync(
            new StoreOptions { Archive = new ArchiveOptions { Retention = TimeSpan.Zero } });
        _feed = await TelemetryFeed.OpenAsync(
            SiteFeeds.NameOf(SmallPlant.Site), new FeedOptions(), new IngestOptions(), _gridStore, _plant, [], this, _ => 0,
            _time, NullLogger.Instance, default);
        _site = await ReportedSite.OpenAsync(SmallPlant.Site, _reports, _plant, _time, default);
        _inlet = await SiteInlet.OpenAsync(SmallPlant.Site, _gridStore, _feed, _plant, _time, default, _site);
    }

    private async Task CloseGridAsync()
    {
        Inlet.Dispose();
        await Site.DisposeAsync();
        await _feed!.DisposeAsync();
        await _gridStore!.DisposeAsync();
    }
}
