using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansTwin.Api.Hosting;
using OrleansTwin.HostConformance.Tests.Hosts;
using OrleansTwin.HostConformance.Tests.Suite;
using OrleansTwin.Runtime.Forwarding;
using OrleansTwin.Store;
using PlantVersion = OrleansTwin.Store.PlantVersion;

namespace OrleansTwin.Grains.Tests.Cluster;

/// <summary>An Edge with one site of the suite's plant, which it forwards to a gateway.</summary>
internal sealed class SiteEdge : IAsyncDisposable
{
    private readonly StoredPlant _plant;
    private readonly GatewayLink _link;
    private readonly IForwarder _forwarder;

    private SiteEdge(StoredPlant plant, GatewayLink link, IForwarder forwarder) =>
        (_plant, _link, _forwarder) = (plant, link, forwarder);

    /// <summary>What the way to the grid ran into last.</summary>
    public string Health => _forwarder.CheckHealth().Detail;

    /// <summary>Where it forwards reports: brings the grid up to now.</summary>
    public Task TellAsync() => Assert.IsType<ReportForwarder>(_forwarder).TellAsync(default);

    public ITwinHost Twins => _plant.Host.Twins;

    public bool IsCut
    {
        set => _link.IsCut = value;
    }

    /// <param name="siteId">The site.</param>
    /// <param name="grid">The gateway's host.</param>
    /// <param name="time">The Edge's clock.</param>
    /// <param name="what">Telemetry goes by itself, reports when they are told.</param>
    public static async Task<SiteEdge> OpenAsync(
        string siteId, Func<ISiteHost> grid, TimeProvider time, ForwardContent what = ForwardContent.Telemetry)
    {
        var whole = SuitePlant.Parse(SuitePlant.Before);
        var plant = whole.WithRoot(whole.Root with { Children = [.. whole.Root.Children.Where(child => child.Id == siteId)] });
        var version = new PlantVersion(new PlantVersionInfo(1, "suite", 0, ""), SuitePlant.Before);
        var stored = await StoredPlant.OpenAsync(version, plant, time, new StoreOptions { JournalKeptBytesMax = 1 << 30 });
        var link = new GatewayLink(siteId, grid);
        var options = new ForwardOptions { Grid = ["http://localhost"], Period = TimeSpan.FromMilliseconds(100) };
        if (what == ForwardContent.Reports)
        {
            return new SiteEdge(stored, link, await ReportForwarder.OpenAsync(
                options, stored.Host.Engine, stored.Host.Shard, link, time, NullLogger.Instance, default));
        }

        var forwarder = await Forwarder.OpenAsync(
            options, plant, stored.Host.Engine.Store, link, () => false,
            time, NullLogger.Instance, default);
        forwarder.Start();
        return new SiteEdge(stored, link, forwarder);
    }

    public Task FeedAsync(IEnumerable<FedSample> samples) => _plant.FeedAsync(samples);

    public Task TickAsync(long atTicks) => _plant.Host.Engine.TickAsync(atTicks, default);

    public Task DrainAsync() => _plant.Host.Engine.Runtime.DrainAsync();

    public async ValueTask DisposeAsync()
    {
        await _forwarder.DisposeAsync();
        await _plant.DisposeAsync();
        _link.Dispose();
    }

    /// <summary>Carries requests to the gateway's host, and its refusals back.</summary>
    private sealed class GatewayLink(string siteId, Func<ISiteHost> grid) : HttpMessageHandler
    {
        public bool IsCut { get; set; }

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (IsCut)
                throw new HttpRequestException("the link is down");
            var body = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
            try
            {
                var receipt = await grid().ForwardAsync(
                    new ForwardSubmission(
                        siteId, body, request.Content.Headers.ContentType!.MediaType, Packing.ContentEncoding),
                    cancellationToken);
                return new HttpResponseMessage(HttpStatusCode.OK) { Content = JsonContent.Create(receipt) };
            }
            catch (HostFaultException refused)
            {
                return new HttpResponseMessage(HttpStatusCode.Conflict)
                {
                    Content = JsonContent.Create(new { refused.Found, refused.Expected, refused.Remedy }),
                };
            }
        }
    }
}
