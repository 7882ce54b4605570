using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Grains.Hosting;
using OrleansTwin.Grains.Interfaces;
using OrleansTwin.Grains.Plants;
using OrleansTwin.Runtime.Forwarding;
using OrleansTwin.Runtime.Hosting;
using OrleansTwin.Runtime.Sites;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Grains.Gateway;

/// <summary>
/// The sites that Edges forward, as a gateway tells of them. Their links are asked for once a period for all views together; a
/// feed that is away leaves the last that it said.
/// </summary>
internal sealed class GridSites(
    IGrainFactory grains, GridPlants plants, GridOptions options, GridClock clock, TimeProvider time)
    : BackgroundService, ISiteHost
{
    private readonly ConcurrentDictionary<string, SiteLink> _links = new(StringComparer.Ordinal);

    /// <summary>As they were told last, judged now; in the order of their paths.</summary>
    public IReadOnlyList<SiteLink> Links => _links.IsEmpty ? [] :
    [
        .. _links.Values.OrderBy(link => link.SiteId, StringComparer.Ordinal)
            .Select(link => link.At(clock.Time.GetUtcNow(), options.SiteSilenceMax)),
    ];

    public async Task<ForwardReceipt> ForwardAsync(ForwardSubmission submission, CancellationToken cancellation)
    {
        var siteId = submission.SiteId;
        var isReports = submission.ContentType == ReportMessage.ContentType;
        if ((!isReports && submission.ContentType != ForwardMessage.ContentType)
            || submission.ContentEncoding != Packing.ContentEncoding)
        {
            throw new HostFaultException(
                HostFault.Unsupported, $"The content is '{submission.ContentType}', packed as '{submission.ContentEncoding}'.",
                $"{ForwardMessage.ContentType} or {ReportMessage.ContentType}, packed as {Packing.ContentEncoding}.",
                "Other telemetry than an Edge's is taken at POST /api/v1/telemetry.");
        }

        var plant = plants.Current?.Plant ?? throw GridFaults.NoPlant();
        if (plant.Find(siteId)?.Kind != AssetKind.Site)
        {
            var sites = plant.Assets.Where(asset => asset.Kind == AssetKind.Site).Select(asset => asset.Id).Take(20);
            throw new HostFaultException(
                HostFault.NotFound, $"The grid's plant has no site '{siteId}'.", $"one of its sites: {string.Join(", ", sites)}.",
                "Add the site to the plant of the grid (PUT /api/v1/plant), or correct Forward:Site of the Edge.");
        }

        var body = MemoryMarshal.TryGetArray(submission.Body, out var bytes) && bytes.Count == bytes.Array!.Length
            ? bytes.Array
            : submission.Body.ToArray();
        var feed = FeedOf(siteId);
        return await GridFaults.TellAsync(isReports ? feed.ForwardReportsAsync(body) : feed.ForwardAsync(body));
    }

    /// <summary>Where feeds are away, as they were told last: their silence is told, too.</summary>
    public async Task<IReadOnlyList<SiteLink>> ListSitesAsync(CancellationToken cancellation)
    {
        if (_links.IsEmpty)
            await GridFaults.TellAsync(LookAsync());
        else
            await LookUnlessAwayAsync(cancellation);
        return Links;
    }

    public async Task<SiteLink> ReleaseSiteAsync(string siteId, CancellationToken cancellation)
    {
        await GridFaults.TellAsync(LookAsync());
        if (!_links.ContainsKey(siteId))
        {
            throw new HostFaultException(
                HostFault.NotFound, $"No Edge feeds a site '{siteId}'.", "a site that an Edge feeds.",
                "GET /api/v1/sites lists them.");
        }

        var link = await GridFaults.TellAsync(FeedOf(siteId).ReleaseAsync());
        _links[siteId] = link;
        return link.At(clock.Time.GetUtcNow(), options.SiteSilenceMax);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        time.EveryAsync(options.WatchPeriod, LookUnlessAwayAsync, stoppingToken);

    /// <summary>What can't be asked is told as it was, until its silence is told as well.</summary>
    private async Task LookUnlessAwayAsync(CancellationToken cancellation) =>
        await LookAsync().WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task LookAsync()
    {
        var sites = (await grains.Plant().ListFeedsAsync()).Select(SiteFeeds.SiteOf).OfType<string>();
        await Task.WhenAll(sites.Select(LookAtAsync));
    }

    private async Task LookAtAsync(string siteId)
    {
        if (await FeedOf(siteId).GetLinkAsync() is { } link)
            _links[siteId] = link;
    }

    private IFeedGrain FeedOf(string siteId) => grains.Feed(SiteFeeds.NameOf(siteId));
}
