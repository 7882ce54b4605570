using System.Text.Json;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Api.Tests.Fakes;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Api.Tests;

/// <summary>What reaches the host of a question, and what comes back of its answer.</summary>
public sealed class QuestionTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Six = new(2026, 11, 21, 6, 0, 0, TimeSpan.Zero);

    private Gateway _gateway = Gateway.None;

    public async Task InitializeAsync() => _gateway = await Gateway.StartAsync();

    public Task DisposeAsync() => _gateway.DisposeAsync().AsTask();

    public static TheoryData<string, TimeWindow> Windows => new()
    {
        { "", new TimeWindow(null, null, NamedWindow.Shift, null) },
        { "window=previousShift", new TimeWindow(null, null, NamedWindow.PreviousShift, null) },
        { "window=WEEK", new TimeWindow(null, null, NamedWindow.Week, null) },
        { "window=90s", new TimeWindow(null, null, null, TimeSpan.FromSeconds(90)) },
        { "window=7d", new TimeWindow(null, null, null, TimeSpan.FromDays(7)) },
        { "from=2026-11-21T06:00:00Z", new TimeWindow(Six, null, null, null) },
        { "from=2026-11-21T06:00Z&to=2026-11-21T14:30:00.5Z", new TimeWindow(
            Six, Six.AddHours(8.5).AddSeconds(0.5), null, null) },
        { "from=2026-11-21T08:00:00%2B02:00", new TimeWindow(Six, null, null, null) },
        { "from=2026-11-21T08:00:00+02:00", new TimeWindow(Six, null, null, null) },
        { "from=2026-11-21T01:00:00-05:00", new TimeWindow(Six, null, null, null) },
    };

    [Theory]
    [MemberData(nameof(Windows))]
    public async Task A_window_is_understood(string query, TimeWindow window)
    {
        await _gateway.JsonAsync($"/api/v1/kpis/{FakePlant.Line}?{query}");
        Assert.Equal(window, Asked<KpiQuery>().Window);
    }

    [Fact]
    public async Task Product_order_and_rule_reach_the_host()
    {
        await _gateway.JsonAsync($"/api/v1/kpis/{FakePlant.Line}?product=bracket-a&order=17&rule=constraintBased");
        var asked = Asked<KpiQuery>();
        Assert.Equal(("bracket-a", "17", OeeRule.ConstraintBased), (asked.Product, asked.Order, asked.Rule));
    }

    [Fact]
    public async Task Every_kpi_comes_with_its_formula_and_elements_and_an_undefined_one_is_null()
    {
        var answer = await _gateway.JsonAsync("/api/v1/kpis/" + FakePlant.Machine);
        var kpis = answer.GetProperty("kpis").EnumerateArray().ToDictionary(kpi => kpi.GetProperty("kpi").GetString()!);
        Assert.Equal("APT / PBT", kpis["availability"].GetProperty("formula").GetString());
        Assert.Equal(["APT", "PBT"], kpis["availability"].GetProperty("elements").EnumerateArray().Select(
            e => e.GetProperty("symbol").GetString()));
        Assert.Equal(JsonValueKind.Null, kpis["mttr"].GetProperty("value").ValueKind);
        Assert.True(answer.GetProperty("isProvisional").GetBoolean());
    }

    [Fact]
    public async Task History_is_samples_or_as_many_points_as_asked_for()
    {
        var samples = await _gateway.JsonAsync($"/api/v1/history/{FakePlant.Sensor}?window=1h&limit=5");
        Assert.Equal(5, samples.GetProperty("samples").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, samples.GetProperty("points").ValueKind);

        var points = await _gateway.JsonAsync($"/api/v1/history/{FakePlant.Sensor}?window=1h&points=200");
        Assert.Equal(200, points.GetProperty("points").GetArrayLength());
        Assert.Equal(200, Asked<HistoryQuery>().Points);
    }

    [Fact]
    public async Task A_timeline_has_its_states_in_order()
    {
        var answer = await _gateway.JsonAsync($"/api/v1/timeline/{FakePlant.Machine}?window=shift");
        var classes = answer.GetProperty("intervals").EnumerateArray().Select(
            interval => interval.GetProperty("class").GetString());
        Assert.Equal(["producing", "starved", "producing", "breakdown", "producing"], classes);
        Assert.Equal(10_000, Asked<TimelineQuery>().Limit);
    }

    [Theory]
    [InlineData("", null, 1)]
    [InlineData("?active=true&twin=acme/lyon", true, 1)]
    [InlineData("?active=false", false, 0)]
    public async Task Alarms_are_standing_returned_or_both(string query, bool? active, int count)
    {
        var page = await _gateway.JsonAsync("/api/v1/alarms" + query);
        Assert.Equal(count, page.GetProperty("items").GetArrayLength());
        Assert.Equal(active, Asked<AlarmQuery>().IsActive);
    }

    [Theory]
    [InlineData("/api/v1/unknown-tags", "tag", "plant/oven/temp")]
    [InlineData("/api/v1/dead-letters", "reason", "malformed")]
    [InlineData("/api/v1/plant/versions", "note", "first")]
    public async Task Lists_are_pages(string path, string member, string value)
    {
        var page = await _gateway.JsonAsync(path + "?limit=3&cursor=x");
        Assert.Equal(value, page.GetProperty("items")[0].GetProperty(member).GetString());
        Assert.Equal(new PageQuery(3, "x"), Asked<PageQuery>());
    }

    [Theory]
    [InlineData("/api/v1/twins?limit=0")]
    [InlineData("/api/v1/twins?limit=1001")]
    [InlineData("/api/v1/twins?limit=-1")]
    [InlineData("/api/v1/twins?limit=abc")]
    [InlineData("/api/v1/twins?limit=99999999999999999999")]
    [InlineData("/api/v1/twins?kind=robot")]
    [InlineData("/api/v1/twins?kind=4")]
    [InlineData("/api/v1/twins?q=%00")]
    [InlineData("/api/v1/alarms?active=perhaps")]
    [InlineData("/api/v1/kpis/acme?rule=7")]
    [InlineData("/api/v1/kpis/acme?window=")]
    [InlineData("/api/v1/kpis/acme?window=fortnight")]
    [InlineData("/api/v1/kpis/acme?window=0h")]
    [InlineData("/api/v1/kpis/acme?window=-8h")]
    [InlineData("/api/v1/kpis/acme?window=9999999d")]
    [InlineData("/api/v1/kpis/acme?window=8h&from=2026-11-21T06:00:00Z")]
    [InlineData("/api/v1/kpis/acme?from=yesterday")]
    [InlineData("/api/v1/kpis/acme?from=2026-11-21T06:00:00")]
    [InlineData("/api/v1/kpis/acme?from=1969-12-31T23:59:59Z")]
    [InlineData("/api/v1/kpis/acme?from=2026-11-21T06:00:00Z&to=2026-11-21T06:00:00Z")]
    [InlineData("/api/v1/kpis/acme?from=1990-01-01T00:00:00Z&to=2026-01-01T00:00:00Z")]
    [InlineData("/api/v1/kpis/acme?to=2026-11-21T06:00:00Z")]
    [InlineData("/api/v1/history/acme?points=0")]
    [InlineData("/api/v1/history/acme?points=10001")]
    [InlineData("/api/v1/twins/%01%02")]
    [InlineData("/api/v1/kpis/")]
    [InlineData("/api/v1/live")]
    [InlineData("/api/v1/live?ids=,,")]
    [InlineData("/api/v1/plant?version=x")]
    public async Task A_question_out_of_bounds_is_refused_and_never_reaches_the_host(string path)
    {
        using var answer = await _gateway.SendAsync(HttpMethod.Get, path);
        await answer.ProblemAsync(400);
        Assert.Empty(_gateway.Host.Asked);
    }

    [Fact]
    public async Task An_id_that_is_too_long_is_refused_by_its_length()
    {
        using var answer = await _gateway.SendAsync(HttpMethod.Get, "/api/v1/twins/" + new string('a', 513));
        var problem = await answer.ProblemAsync(400);
        Assert.Contains("513", problem.GetProperty("found").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_ids_than_a_subscription_may_have_are_refused()
    {
        var ids = string.Join(',', Enumerable.Range(0, 1001).Select(number => $"acme/lyon/line-1/machine-{number}/sensor"));
        using var answer = await _gateway.SendAsync(HttpMethod.Get, "/api/v1/live?ids=" + ids);
        await answer.ProblemAsync(400);
    }

    private T Asked<T>() => _gateway.Host.Asked.OfType<T>().Last();
}
