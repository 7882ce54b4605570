using Microsoft.Extensions.Logging.Abstractions;
using OrleansTwin.Api.Hosting;
using OrleansTwin.HostConformance.Tests.Suite;
using OrleansTwin.Ingest.Pipeline;
using OrleansTwin.Runtime.Feeds;
using OrleansTwin.Runtime.Forwarding;
using OrleansTwin.Runtime.Shards;
using OrleansTwin.Runtime.Sites;
using OrleansTwin.Runtime.Tests.Support;
using OrleansTwin.Store;
using OrleansTwin.Store.Archive;
using OrleansTwin.Store.Sqlite;
using OrleansTwin.Twins.Model;
using PlantVersion = OrleansTwin.Store.PlantVersion;

namespace OrleansTwin.HostConformance.Tests.Hosts;

/// <summary>
/// A site with an Edge of its own, the grid's feed of it, and the link between. The grid has its samples on their way to the
/// shards, or nothing but its reports.
/// </summary>
internal sealed class ForwardedSite : IAsyncDisposable
{
    /// <summary>The suite's hours pass at once: what it sends is of a time to come.</summary>
    private static readonly IngestOptions Limits = new() { FutureMax = TimeSpan.FromDays(1) };

    private readonly string _directory = Directory.CreateTempSubdirectory("orleans-twin-suite-site-").FullName;
    private readonly string _siteId;
    private readonly TimeProvider _time;
    private readonly IFeedTarget _shards;
    private readonly ShardMap _map;
    private StoredPlant? _edge;
    private Forwarder? _forwarder;
    private ReportForwarder? _reports;
    private ReportedSite? _reported;
    private bool _isTold;
    private ITwinStore? _store;
    private TelemetryFeed? _feed;
    private SiteInlet? _inlet;

    private ForwardedSite(string siteId, int seed, IFeedTarget shards, ShardMap map, TimeProvider time)
    {
        (_siteId, _shards, _map, _time) = (siteId, shards, map, time);
        Link = new ShakyLink(seed, TakeAsync);
    }

    /// <summary>Answers for the site where its reports are forwarded.</summary>
    public IShard? Reported => _reported;

    public ShakyLink Link { get; }

    /// <summary>Waits of the way to the grid go off when they are let.</summary>
    public StandingTime Waits { get; } = new();

    public StoredPlant Edge => _edge ?? throw new InvalidOperationException("It is not open.");

    /// <summary>The grid has everything.</summary>
    public bool IsThrough => _forwarder is null ? _isTold : _forwarder.Lane is { LagBatches: 0, Lag.Ticks: 0, Failure: null }
        && _feed!.Lanes.All(lane => lane is { LagBatches: 0, Lag.Ticks: 0, Failure: null });

    private bool IsReported => _map.ReportedSiteOf(_siteId) is not null;

    public static async Task<ForwardedSite> OpenAsync(
        string siteId, int seed, PlantVersion version, Plant plant, IFeedTarget shards, ShardMap map, TimeProvider time)
    {
        var site = new ForwardedSite(siteId, seed, shards, map, time);
        site._edge = await StoredPlant.OpenAsync(
            version, site.PartOf(plant), time, new StoreOptions { JournalKeptBytesMax = 1L << 30 });
        await site.StartAsync(plant);
        return site;
    }

    public Task FeedAsync(IEnumerable<FedSample> samples) => Edge.FeedAsync(samples.Where(sample => Has(sample.SensorId)));

    /// <summary>What a second does where clocks run.</summary>
    public async Task GoOnAsync()
    {
        _forwarder?.Log.Confirm();
        Waits.GoOn();
        await _feed!.SaveAsync(CancellationToken.None);
        if (_reports is not null)
            await TellAsync(_reports);
    }

    /// <summary>What is asked next is to be known in the grid.</summary>
    public async Task ExpectAsync()
    {
        (_isTold, Link.IsCut) = (false, false);
        await Edge.Host.Engine.Runtime.DrainAsync();
    }

    public async Task FollowAsync(PlantVersion version, Plant plant)
    {
        await _feed!.UsePlantAsync(plant, CancellationToken.None);
        await _inlet!.UsePlantAsync(plant, CancellationToken.None);
        await Edge.FollowAsync(version, PartOf(plant));
    }

    /// <summary>Both sides end and start again, whatever was under way.</summary>
    public async Task RestartAsync(PlantVersion version, Plant plant)
    {
        await StopAsync();
        await Edge.RestartAsync(version);
        await StartAsync(plant);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Edge.DisposeAsync();
        Link.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private bool Has(string id) => id.StartsWith(_siteId + "/", StringComparison.Ordinal);

    private Plant PartOf(Plant plant) =>
        plant.WithRoot(plant.Root with { Children = [.. plant.Root.Children.Where(child => child.Id == _siteId)] });

    private async Task StartAsync(Plant plant)
    {
        _store = await SqliteTwinStore.OpenAsync(_directory);
        _feed = await TelemetryFeed.OpenAsync(
            SiteFeeds.NameOf(_siteId), new FeedOptions(), Limits, _store, plant, [], _shards, _map.TakerOfSensor, Waits,
            NullLogger.Instance, CancellationToken.None);
        _feed.Start();
        if (IsReported)
            _reported = await ReportedSite.OpenAsync(_siteId, await OpenReportsAsync(), plant, _time, CancellationToken.None);
        _inlet = await SiteInlet.OpenAsync(_siteId, _store, _feed, plant, _time, CancellationToken.None, _reported);
        var options = new ForwardOptions { Grid = ["http://localhost"], Site = _siteId, SamplesPerRequestMax = 700 };
        var host = Edge.Host;
        if (IsReported)
        {
            _reports = await ReportForwarder.OpenAsync(
                options, host.Engine, host.Shard, Link, _time, NullLogger.Instance, CancellationToken.None);
            return;
        }

        _forwarder = await Forwarder.OpenAsync(
            options, host.Engine.Runtime.Plant, host.Engine.Store, Link, () => false, Waits, NullLogger.Instance,
            CancellationToken.None);
        _forwarder.Start();
    }

    private ValueTask<ITwinStore> OpenReportsAsync() => SqliteTwinStore.OpenAsync(
        Path.Combine(_directory, "reports"),
        new StoreOptions { Archive = new ArchiveOptions { Retention = TimeSpan.Zero } });

    private async Task TellAsync(ReportForwarder reports)
    {
        try
        {
            await reports.TellAsync(CancellationToken.None);
            _isTold = true;
        }
        catch (IOException)
        {
            // The link; the next one begins anew.
        }
    }

    private Task<ForwardReceipt> TakeAsync(byte[] body) => IsReported
        ? _inlet!.TakeAsync(ReportMessage.Unpack(body, Packing.UnpackedBytesMax), CancellationToken.None)
        : _inlet!.TakeAsync(ForwardMessage.Unpack(body, Packing.UnpackedBytesMax), CancellationToken.None);

    private async Task StopAsync()
    {
        foreach (IForwarder? way in new IForwarder?[] { _forwarder, _reports })
            await (way?.DisposeAsync() ?? default);
        _inlet!.Dispose();
        await (_reported?.DisposeAsync() ?? default);
        await _feed!.DisposeAsync();
        await _store!.DisposeAsync();
    }
}
