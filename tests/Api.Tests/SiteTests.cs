using System.Text;
using System.Text.Json;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Api.Tests.Fakes;

namespace OrleansTwin.Api.Tests;

/// <summary>Sites that Edges forward to a grid: who may, and what is told of them.</summary>
public sealed class SiteTests : IAsyncLifetime
{
    private const string Type = "application/vnd.orleanstwin.forward";

    private static readonly ApiOptions Options = new()
    {
        Keys =
        [
            ApiKey.FromText("reader", "read-key", ApiRole.Read),
            ApiKey.FromText("writer", "write-key", ApiRole.Write),
            ApiKey.FromText("any edge", "edge-key", ApiRole.Forward),
            ApiKey.FromText("lyon", "lyon-key", ApiRole.Forward) with { Site = "acme/lyon" },
            ApiKey.FromText("admin", "admin-key", ApiRole.Admin),
        ],
        TelemetryBytesMax = 10_000,
    };

    private readonly FakeSiteHost _sites = new();
    private Gateway _gateway = Gateway.None;

    public async Task InitializeAsync() => _gateway = await Gateway.StartAsync(Options, sites: _sites);

    public Task DisposeAsync() => _gateway.DisposeAsync().AsTask();

    [Theory]
    [InlineData("POST", "/api/v1/forward/acme/lyon", "edge-key", 200)]
    [InlineData("POST", "/api/v1/forward/acme/lyon", "lyon-key", 200)]
    [InlineData("POST", "/api/v1/forward/acme%2Flyon", "lyon-key", 200)]
    [InlineData("POST", "/api/v1/forward/acme/paris", "edge-key", 200)]
    [InlineData("POST", "/api/v1/forward/acme/paris", "lyon-key", 403)]
    [InlineData("POST", "/api/v1/forward/acme/lyon", "write-key", 403)]
    [InlineData("POST", "/api/v1/forward/acme/lyon", "read-key", 403)]
    [InlineData("POST", "/api/v1/forward/acme/lyon", null, 401)]
    [InlineData("POST", "/api/v1/telemetry", "lyon-key", 403)]
    [InlineData("GET", "/api/v1/sites", "lyon-key", 403)]
    [InlineData("GET", "/api/v1/sites", "read-key", 200)]
    [InlineData("POST", "/api/v1/sites/release/acme/lyon", "edge-key", 403)]
    [InlineData("POST", "/api/v1/sites/release/acme/lyon", "admin-key", 200)]
    public async Task A_site_is_fed_by_who_may_and_released_by_an_admin(string method, string path, string? key, int status)
    {
        (string, string)[] headers = key is null ? [] : [("X-Api-Key", key)];
        using var answer = await _gateway.SendAsync(new(method), path, method == "GET" ? null : "abc", Type, headers);
        Assert.Equal(status, (int)answer.StatusCode);
        if (status >= 400)
            await answer.ProblemAsync(status);
        Assert.Equal(status < 400 && method != "GET", _sites.Asked.Count == 1);
    }

    [Fact]
    public async Task What_an_Edge_sends_reaches_the_grid_as_it_came_and_is_answered_with_position_and_keys()
    {
        using var answer = await _gateway.SendAsync(
            HttpMethod.Post, "/api/v1/forward/acme/lyon", "packed", Type, ("X-Api-Key", "lyon-key"), ("Content-Encoding", "br"));
        Assert.Equal("""{"position":42,"keys":[3,5]}""", await answer.Content.ReadAsStringAsync());
        var sent = Assert.IsType<ForwardSubmission>(Assert.Single(_sites.Asked));
        Assert.Equal(("acme/lyon", Type, "br"), (sent.SiteId, sent.ContentType, sent.ContentEncoding));
        Assert.Equal("packed", Encoding.UTF8.GetString(sent.Body.Span));
    }

    [Fact]
    public async Task A_body_beyond_the_limit_is_refused_with_the_option()
    {
        using var answer = await _gateway.SendAsync(
            HttpMethod.Post, "/api/v1/forward/acme/lyon", new string('x', 10_001), Type, ("X-Api-Key", "lyon-key"));
        var problem = await answer.ProblemAsync(413);
        Assert.Contains("Api:TelemetryBytesMax", problem.GetProperty("expected").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_of_sites_tells_how_fresh_each_is()
    {
        using var answer = await _gateway.SendAsync(HttpMethod.Get, "/api/v1/sites", headers: ("X-Api-Key", "read-key"));
        var site = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("items")[0];
        Assert.Equal(
            ("acme/lyon", "cutOff", 12.5, 7),
            (site.GetProperty("siteId").GetString(), site.GetProperty("state").GetString(),
                site.GetProperty("behindS").GetDouble(), site.GetProperty("backlogBatches").GetInt32()));
    }

    [Fact]
    public async Task A_host_that_no_Edge_forwards_to_has_no_such_endpoints()
    {
        await using var edge = await Gateway.StartAsync();
        using var answer = await edge.SendAsync(HttpMethod.Post, "/api/v1/forward/acme/lyon", "abc", Type);
        await answer.ProblemAsync(404);
        var document = (await edge.TextAsync("/openapi/v1.json")).Text;
        Assert.DoesNotContain("forwardSite", document, StringComparison.Ordinal);
        Assert.Contains("forwardSite", (await _gateway.TextAsync("/openapi/v1.json")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("acme/lyon", ApiRole.Forward, ApiRole.Write)]
    [InlineData("acme/lyon", ApiRole.Admin)]
    [InlineData("", ApiRole.Forward)]
    public void A_key_that_is_bound_to_a_site_may_forward_and_nothing_else(string site, params ApiRole[] roles)
    {
        var options = new ApiOptions { Keys = [ApiKey.FromText("k", "text", roles) with { Site = site }] };
        var refused = Assert.Throws<ApiOptionsException>(() => ApiOptionsCheck.Demand(options));
        Assert.Equal("Keys:k:Site", refused.Key);
    }

    [Theory]
    [InlineData(10, 0, SiteLinkState.Connected)]
    [InlineData(10, 60, SiteLinkState.CatchingUp)]
    [InlineData(16, 60, SiteLinkState.CutOff)]
    public void A_link_is_judged_by_its_last_contact_and_by_what_the_Edge_has_not_sent(
        int silentS, int behindS, SiteLinkState state)
    {
        var link = (FakeSiteHost.Lyon with { BehindS = behindS })
            .At(FakePlant.Now.AddSeconds(silentS), TimeSpan.FromSeconds(15));
        Assert.Equal((state, state == SiteLinkState.CutOff), (link.State, link.CutOffSince == FakePlant.Now));
    }
}
