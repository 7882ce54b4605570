using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Api.Json;
using OrleansTwin.Grains.Hosting;
using OrleansTwin.Grains.Interfaces;
using OrleansTwin.HostConformance.Tests.Suite;
using OrleansTwin.Runtime.Forwarding;
using OrleansTwin.Runtime.Hosting;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Grains.Tests.Cluster;

/// <summary>Sites with Edges of their own in one enterprise on a cluster of silos.</summary>
public sealed class SiteTests
{
    private const string Lyon = "acme/lyon";
    private const string Ulm = "acme/ulm";

    private static readonly GridOptions Options = new() { Shards = 4, Shard = new PlantHostOptions { HasClock = false } };

    private static readonly GridOptions ReportsOfLyon = Options with { Reports = [Lyon] };

    private readonly SuiteTime _time = new();

    [Fact]
    public async Task Two_Edges_make_one_enterprise_whose_KPIs_are_theirs_to_the_last_digit_though_a_silo_and_a_link_are_lost()
    {
        await using var grid = await StartAsync(silos: 2);
        await using var lyon = await SiteEdge.OpenAsync(Lyon, () => Sites(grid), _time);
        await using var ulm = await SiteEdge.OpenAsync(Ulm, () => Sites(grid), _time);
        for (var minute = 0; minute < 90; minute++)
        {
            ulm.IsCut = minute is > 30 and < 80;
            _time.NowTicks = SuiteDay.At(minute / 60.0);
            if (minute == 45)
                await grid.Silos.KillSiloAsync(grid.Silos.Silos[1]);
            await FeedAsync(lyon, $"{Lyon}/body/press/m-1", minute);
            await FeedAsync(lyon, $"{Lyon}/compressor", minute);
            await FeedAsync(ulm, $"{Ulm}/chassis/axle/m-2", minute);
        }

        _time.NowTicks = SuiteDay.At(2.5);
        foreach (var edge in new[] { lyon, ulm })
        {
            await edge.TickAsync(SuiteDay.At(2.5));
            await edge.DrainAsync();
        }

        foreach (var id in new[] { $"{Lyon}/body/press/m-1", Lyon, $"{Ulm}/chassis/axle", Ulm })
        {
            var edge = id.StartsWith(Lyon, StringComparison.Ordinal) ? lyon : ulm;
            var expected = await KpisAsync(edge.Twins, id);
            Assert.Contains("\"isProvisional\":false", expected, StringComparison.Ordinal);
            await GridCluster.UntilAsync(() => KpisAsync(grid.Twins, id), found => found == expected, $"KPIs of {id}");
        }
    }

    [Fact]
    public async Task A_site_that_is_cut_off_is_told_and_stale_and_the_rest_of_the_enterprise_goes_on()
    {
        await using var grid = await StartAsync(silos: 1);
        await using var lyon = await SiteEdge.OpenAsync(Lyon, () => Sites(grid), _time);
        await using var ulm = await SiteEdge.OpenAsync(Ulm, () => Sites(grid), _time);
        await FeedAsync(lyon, $"{Lyon}/body/press/m-1", 0, kilowatts: 4);
        await FeedAsync(ulm, $"{Ulm}/chassis/axle/m-2", 0, kilowatts: 3);
        await UntilAsync(grid, view => view is { PowerKw: 7, Sites: [{ State: SiteLinkState.Connected }, _] }, "both sites");

        ulm.IsCut = true;
        await FeedAsync(ulm, $"{Ulm}/chassis/axle/m-2", 1, kilowatts: 50);
        var heardAt = _time.GetUtcNow();
        _time.NowTicks += TimeSpan.TicksPerMinute;
        await FeedAsync(lyon, $"{Lyon}/body/press/m-1", 2, kilowatts: 6);
        var view = await UntilAsync(
            grid, view => view is { PowerKw: 9, Sites: [{ State: SiteLinkState.Connected }, { State: SiteLinkState.CutOff }] },
            "one site cut off");
        Assert.Equal((Ulm, heardAt), (view.Sites![1].SiteId, view.Sites[1].CutOffSince));
        Assert.True(view.Freshness.IsStale);
        var machines = await grid.Twins.GetManyAsync([$"{Ulm}/chassis/axle/m-2", $"{Lyon}/body/press/m-1/power"], default);
        Assert.True(machines.Single(twin => twin.Machine is not null).Machine!.Freshness.IsStale);
        var health = await grid.Twins.CheckHealthAsync(default);
        Assert.True(health.IsReady);
        Assert.Contains(health.Checks, check => !check.IsHealthy && check.Part == $"site {Ulm}");

        ulm.IsCut = false;
        await UntilAsync(grid, view => view.PowerKw == 56 && view.Sites!.All(site => site.CutOffSince is null), "all of it");
    }

    [Fact]
    public async Task A_site_that_the_plant_does_not_have_gets_no_feed_and_its_Edge_is_told()
    {
        await using var grid = await StartAsync(silos: 1);
        var sites = Sites(grid);
        foreach (var id in new[] { "acme/rome", "acme", $"{Lyon}/body" })
        {
            var refused = await Assert.ThrowsAsync<HostFaultException>(() => sites.ForwardAsync(
                new ForwardSubmission(id, new byte[] { 1 }, "application/vnd.orleanstwin.forward", "br"), default));
            Assert.Equal(HostFault.NotFound, refused.Fault);
            Assert.Contains("acme/lyon, acme/ulm", refused.Expected, StringComparison.Ordinal);
        }

        var strange = await Assert.ThrowsAsync<HostFaultException>(
            () => sites.ForwardAsync(new ForwardSubmission(Lyon, "{}"u8.ToArray(), "application/json", null), default));
        Assert.Equal(HostFault.Unsupported, strange.Fault);
        var broken = await Assert.ThrowsAsync<HostFaultException>(() => sites.ForwardAsync(
            new ForwardSubmission(Lyon, new byte[] { 1, 2, 3 }, "application/vnd.orleanstwin.forward", "br"), default));
        Assert.Equal(HostFault.Invalid, broken.Fault);
        Assert.Equal([Lyon], (await sites.ListSitesAsync(default)).Select(site => site.SiteId));
    }

    [Fact]
    public async Task A_site_that_forwards_reports_and_one_that_forwards_telemetry_make_one_enterprise_though_a_silo_is_lost()
    {
        await using var grid = await StartAsync(silos: 2, ReportsOfLyon);
        await using var lyon = await SiteEdge.OpenAsync(Lyon, () => Sites(grid), _time, ForwardContent.Reports);
        await using var ulm = await SiteEdge.OpenAsync(Ulm, () => Sites(grid), _time);
        for (var minute = 0; minute < 90; minute++)
        {
            _time.NowTicks = SuiteDay.At(minute / 60.0);
            await FeedAsync(lyon, $"{Lyon}/body/press/m-1", minute);
            await FeedAsync(ulm, $"{Ulm}/chassis/axle/m-2", minute);
            if (minute == 40)
                await GridCluster.UntilAsync(() => ToldAsync(lyon), told => told, "a first report");
            if (minute == 45)
                await grid.Silos.KillSiloAsync(grid.Silos.Silos[1]);
        }

        _time.NowTicks = SuiteDay.At(2.5);
        foreach (var edge in new[] { lyon, ulm })
        {
            await edge.TickAsync(SuiteDay.At(2.5));
            await edge.DrainAsync();
        }

        await GridCluster.UntilAsync(() => ToldAsync(lyon), told => told, "the last report");
        foreach (var id in new[] { $"{Lyon}/body/press/m-1", Lyon, $"{Ulm}/chassis/axle", Ulm })
        {
            var expected = await KpisAsync((id.StartsWith(Lyon, StringComparison.Ordinal) ? lyon : ulm).Twins, id);
            Assert.Contains("\"isProvisional\":false", expected, StringComparison.Ordinal);
            await GridCluster.UntilAsync(() => KpisAsync(grid.Twins, id), found => found == expected, $"KPIs of {id}");
        }

        var view = await UntilAsync(grid, view => view.Sites is [{ PeriodS: 60 }, { PeriodS: 0 }], "both sites");
        Assert.Equal([SiteContent.Reports, SiteContent.Telemetry], view.Sites!.Select(site => site.Content));
        var refused = await Assert.ThrowsAsync<HostFaultException>(
            () => grid.Twins.GetTwinAsync($"{Lyon}/body/press/m-1/power", default));
        Assert.Equal(HostFault.Invalid, refused.Fault);
        Assert.StartsWith($"Site {Lyon} forwards reports only", refused.Found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_site_goes_one_way_and_whoever_comes_by_the_other_is_told()
    {
        await using var grid = await StartAsync(silos: 1, ReportsOfLyon);
        await using (var lyon = await SiteEdge.OpenAsync(Lyon, () => Sites(grid), _time))
        {
            await FeedAsync(lyon, $"{Lyon}/body/press/m-1", 0);
            await GridCluster.UntilAsync(
                () => Task.FromResult(lyon.Health),
                health => health.Contains($"telemetry, and the grid takes reports of site {Lyon}", StringComparison.Ordinal),
                "a refusal");
        }

        await using var ulm = await SiteEdge.OpenAsync(Ulm, () => Sites(grid), _time, ForwardContent.Reports);
        var refused = await Assert.ThrowsAsync<IOException>(ulm.TellAsync);
        Assert.Contains(
            $"forwards reports, and the grid takes telemetry of site {Ulm}", refused.Message, StringComparison.Ordinal);

        var plant = grid.Grains.GetGrain<IPlantGrain>(0);
        var member = grid.Member(null);
        var forgot = await Assert.ThrowsAsync<HostFaultException>(() => plant.JoinAsync(member with { Reports = null }));
        Assert.Equal($"Add '{Lyon}' to its Grid:Reports.", forgot.Remedy);
        var late = await Assert.ThrowsAsync<HostFaultException>(() => plant.JoinAsync(member with { Reports = [Lyon, Ulm] }));
        Assert.Equal((HostFault.Conflict, "a site that begins with reports."), (late.Fault, late.Expected));
        await plant.JoinAsync(member);
    }

    /// <summary>Whether the grid has taken all of it: a silo that is lost takes requests with it.</summary>
    private static async Task<bool> ToldAsync(SiteEdge edge)
    {
        try
        {
            await edge.TellAsync();
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private async Task<GridCluster> StartAsync(short silos, GridOptions? options = null)
    {
        var directory = Directory.CreateTempSubdirectory("orleans-twin-sites-").FullName;
        var grid = await GridCluster.StartOverAsync(directory, silos, options ?? Options, _time);
        await grid.JoinAsync(SuitePlant.Before);
        return grid;
    }

    private static ISiteHost Sites(GridCluster grid) => grid.Silos.Client.ServiceProvider.GetRequiredService<ISiteHost>();

    private static Task FeedAsync(SiteEdge edge, string machine, int minute, double? kilowatts = null)
    {
        var at = SuiteDay.StartTicks + (minute * TimeSpan.TicksPerMinute);
        return edge.FeedAsync(
        [
            new FedSample($"{machine}/state", new Sample(at, minute % 7 < 5 ? "AUTO" : "WAITING")),
            new FedSample($"{machine}/power", new Sample(at + 1, kilowatts ?? 1.1 * minute / 7)),
            new FedSample($"{machine}/good", new Sample(at + 2, minute * 3)),
        ]);
    }

    private static async Task<string> KpisAsync(ITwinHost twins, string id)
    {
        var window = new TimeWindow(new(SuiteDay.At(0), TimeSpan.Zero), new(SuiteDay.At(2), TimeSpan.Zero), null, null);
        return JsonSerializer.Serialize(
            await twins.GetKpisAsync(new KpiQuery(id, window, null, null, null), default), ApiJsonOptions.Shared);
    }

    private static async Task<CompositeView> UntilAsync(GridCluster grid, Func<CompositeView, bool> isExpected, string what) =>
        (await GridCluster.UntilAsync(
            () => grid.Twins.GetTwinAsync("acme", default), view => isExpected(view!.Composite!), what))!.Composite!;
}
