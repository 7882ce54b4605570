using OrleansTwin.Api.Hosting;
using OrleansTwin.HostConformance.Tests.Suite;
using OrleansTwin.Runtime.Answers;
using OrleansTwin.Runtime.Feeds;
using OrleansTwin.Runtime.Shards;
using OrleansTwin.Store;
using OrleansTwin.Store.Sqlite;
using OrleansTwin.Twins.Model;
using PlantVersion = OrleansTwin.Store.PlantVersion;

namespace OrleansTwin.HostConformance.Tests.Hosts;

/// <summary>
/// An enterprise in shards, fed by nothing but the Edges of its two sites, over links that lose and double what they carry and
/// are cut again and again. Asked is the enterprise; time comes to its twins with what the Edges send.
/// </summary>
internal sealed class ForwardedUnderTest : IHostUnderTest, IFeedTarget
{
    private static readonly List<string> SiteIds = ["acme/lyon", "acme/ulm"];

    private readonly ShardMap _map;
    private readonly TimeProvider _time;
    private readonly string _directory;
    private readonly ITwinStore _versions;
    private readonly StoredPlant[] _parts;
    private readonly FeedInlet[] _inlets;
    private readonly List<ForwardedSite> _sites = [];
    private readonly SuiteControl _control;
    private ITwinHost? _twins;
    private int _fed;

    private ForwardedUnderTest(
        ShardMap map, TimeProvider time, string directory, ITwinStore versions, PlantVersion first, StoredPlant[] parts)
    {
        (_map, _time, _directory, _versions, _parts) = (map, time, directory, versions, parts);
        _inlets = [.. parts.Select(part => new FeedInlet(part.Host.Engine))];
        _control = new SuiteControl(versions, first, FollowAsync, time);
    }

    public ITwinHost Twins => _twins ?? throw new InvalidOperationException("It is not open.");

    public IReadOnlyList<ForwardedSite> Sites => _sites;

    public int Count => _parts.Length;

    /// <param name="shards">How many.</param>
    /// <param name="time">The clock.</param>
    /// <param name="reported">Sites of which nothing but reports comes.</param>
    public static async Task<ForwardedUnderTest> OpenAsync(int shards, TimeProvider time, params string[] reported)
    {
        var directory = Directory.CreateTempSubdirectory("orleans-twin-suite-").FullName;
        var versions = await SqliteTwinStore.OpenAsync(directory);
        var first = await versions.PlantVersions.AddAsync(SuitePlant.Before, "suite", 0, "");
        var (map, plant) = (new ShardMap(shards, reported), SuitePlant.Parse(first.Text));
        var parts = new StoredPlant[shards];
        for (var i = 0; i < shards; i++)
            parts[i] = await StoredPlant.OpenAsync(first, map.PartOf(plant, i), time);
        var host = new ForwardedUnderTest(map, time, directory, versions, first, parts);
        foreach (var siteId in SiteIds)
            host._sites.Add(await ForwardedSite.OpenAsync(siteId, SuiteDay.Seed, first, plant, host, map, time));
        host._twins = host.NewHost();
        return host;
    }

    /// <summary>Durable at the Edges; each link is cut for a part of the time, of its own.</summary>
    public async Task FeedAsync(IReadOnlyList<FedSample> batch)
    {
        _fed++;
        for (var i = 0; i < _sites.Count; i++)
        {
            _sites[i].Link.IsCut = (_fed / 40 % 3) == i;
            await _sites[i].FeedAsync(batch);
            if (_fed % 8 == 0)
                await _sites[i].GoOnAsync();
        }
    }

    public async Task DrainAsync()
    {
        foreach (var site in _sites)
            await site.ExpectAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!_sites.TrueForAll(site => site.IsThrough))
        {
            Assert.False(patience.IsCancellationRequested, "The grid did not get everything.");
            foreach (var site in _sites)
                await site.GoOnAsync();
            await Task.Yield();
        }

        await EachAsync(part => part.Host.Engine.Runtime.DrainAsync());
    }

    /// <summary>The Edges' clocks alone: shards hear of it with what is forwarded.</summary>
    public Task TickAsync(long atTicks) => Task.WhenAll(
        _sites.Select(site => site.Edge.Host.Engine.TickAsync(atTicks, CancellationToken.None)));

    public Task CheckpointAsync() => Task.WhenAll(
        EachAsync(part => part.Host.Engine.CheckpointAsync(CancellationToken.None)),
        Task.WhenAll(_sites.Select(site => site.Edge.Host.Engine.CheckpointAsync(CancellationToken.None))));

    /// <summary>
    /// Edges and feeds restart with what they have not sent; shards when they have it, since alarms that are over don't outlast a
    /// restart.
    /// </summary>
    public async Task RestartAsync()
    {
        foreach (var site in _sites)
            await site.RestartAsync(_control.Current, _control.Plant);
        await DrainAsync();
        for (var i = 0; i < Count; i++)
        {
            await _parts[i].RestartAsync(_control.Current);
            _inlets[i] = new FeedInlet(_parts[i].Host.Engine);
        }

        _twins = NewHost();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var site in _sites)
            await site.DisposeAsync();
        foreach (var part in _parts)
            await part.DisposeAsync();
        _control.Dispose();
        await _versions.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    Task<int[]> IFeedTarget.KeysAsync(int shard, IReadOnlyList<string> sensorIds, CancellationToken cancellation) =>
        _inlets[shard].KeysAsync(sensorIds, cancellation).AsTask();

    Task<long> IFeedTarget.PositionAsync(int shard, string feed, CancellationToken cancellation) =>
        Task.FromResult(_inlets[shard].PositionOf(feed));

    Task<long> IFeedTarget.TakeAsync(int shard, FeedBatch batch, CancellationToken cancellation) =>
        _inlets[shard].TakeAsync(batch, cancellation);

    private async Task FollowAsync(PlantVersion version, Plant plant)
    {
        await Task.WhenAll(_parts.Select((part, shard) => part.FollowAsync(version, _map.PartOf(plant, shard))));
        foreach (var site in _sites)
            await site.FollowAsync(version, plant);
    }

    private Task EachAsync(Func<StoredPlant, Task> work) => Task.WhenAll(_parts.Select(work));

    private TwinHost NewHost() =>
        new(
            _map,
            [
                .. _parts.Select(part => new LocalShard(part.Host.Engine, _time)),
                .. _map.Reported.Select(id => _sites[SiteIds.IndexOf(id)].Reported).OfType<IShard>(),
            ],
            _control, _time);
}
