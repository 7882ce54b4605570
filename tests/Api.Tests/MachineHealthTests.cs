using OrleansTwin.Api.Hosting;
using OrleansTwin.Api.Tests.Fakes;

namespace OrleansTwin.Api.Tests;

/// <summary>Who may say that a machine is healthy as it is, and what they must tell.</summary>
public sealed class MachineHealthTests : IAsyncLifetime
{
    private static readonly ApiOptions Options = new()
    {
        Keys =
        [
            ApiKey.FromText("reader", "read-key", ApiRole.Read),
            ApiKey.FromText("control room", "operate-key", ApiRole.Operate),
        ],
    };

    private Gateway _gateway = Gateway.None;

    public async Task InitializeAsync() => _gateway = await Gateway.StartAsync(Options);

    public Task DisposeAsync() => _gateway.DisposeAsync().AsTask();

    [Theory]
    [InlineData(FakePlant.Machine, "operate-key", """{"comment":"new spindle"}""", 200)]
    [InlineData(FakePlant.Machine, "read-key", """{"comment":"new spindle"}""", 403)]
    [InlineData(FakePlant.Machine, "operate-key", "{}", 400)]
    [InlineData("acme/nowhere", "operate-key", """{"comment":"new spindle"}""", 404)]
    public async Task Who_operates_may_have_a_machine_learned_anew_with_a_reason(string id, string key, string body, int status)
    {
        using var answer = await _gateway.SendAsync(
            HttpMethod.Post, $"/api/v1/health/learn-anew/{id}", body, "application/json", ("X-Api-Key", key));
        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Theory]
    [InlineData("", 200)]
    [InlineData("?twin=gone", 404)]
    [InlineData("?limit=0", 400)]
    public async Task Findings_are_asked_for_as_other_lists_are(string query, int status)
    {
        using var answer = await _gateway.SendAsync(
            HttpMethod.Get, $"/api/v1/health/findings.csv{query}", headers: ("X-Api-Key", "read-key"));
        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task What_was_found_is_a_row_with_what_was_known_before_and_what_was_not_finished_is_none()
    {
        using var answer = await _gateway.SendAsync(
            HttpMethod.Get, "/api/v1/health/findings.csv", headers: ("X-Api-Key", "read-key"));
        Assert.Equal(
            "id,at,machine,cause,failure,failureMode,hours,score,limit,signal1,share1,deviation1,signal2,share2,deviation2,"
            + "signal3,share3,deviation3\n"
            + "wo-0,2026-11-21T15:30:00.0000000Z,acme/lyon/line-1/press-1,Anomaly,1,\"bearing, inner \"\"race\"\"\",6,7.1,4.3,"
            + "acme/lyon/line-1/press-1/power,0.83,4.9,,,,,,\n",
            await answer.Content.ReadAsStringAsync());
        Assert.Equal("text/csv", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Who_it_was_is_told_with_the_name_of_the_key()
    {
        using var answer = await _gateway.SendAsync(
            HttpMethod.Post, $"/api/v1/health/learn-anew/{FakePlant.Machine}", """{"comment":"new spindle","user":"eva"}""",
            "application/json", ("X-Api-Key", "operate-key"));
        Assert.Equal(
            new HealthSubmission(FakePlant.Machine, "eva (control room)", "new spindle"),
            _gateway.Host.Asked.OfType<HealthSubmission>().Single());
    }

    [Theory]
    [InlineData($"{FakePlant.Machine}?delay=8h&delay=2d", "read-key", 200)]
    [InlineData($"{FakePlant.Machine}?task=new", "read-key", 409)]
    [InlineData("acme/nowhere", "read-key", 404)]
    [InlineData($"{FakePlant.Machine}?delay=soon", "read-key", 400)]
    [InlineData($"{FakePlant.Machine}?delay=400d", "read-key", 400)]
    [InlineData(FakePlant.Machine, "", 401)]
    public async Task Who_reads_may_ask_whether_work_may_wait(string question, string key, int status)
    {
        using var answer = await _gateway.SendAsync(
            HttpMethod.Get, $"/api/v1/health/deferral/{question}", null, null, ("X-Api-Key", key));
        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Delays_are_asked_in_their_order_a_shift_by_its_name()
    {
        using var answer = await _gateway.SendAsync(
            HttpMethod.Get, $"/api/v1/health/deferral/{FakePlant.Machine}?delay=shift&delay=2d&task=belt", null, null,
            ("X-Api-Key", "read-key"));
        var asked = _gateway.Host.Asked.OfType<DeferralQuery>().Single();
        Assert.Equal((FakePlant.Machine, "belt"), (asked.MachineId, asked.TaskId));
        Assert.Equal([new AskedDelay("shift", null), new AskedDelay("2d", TimeSpan.FromDays(2))], asked.Delays);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.Contains("\"failureProbability\":{\"value\":0.1,\"low\":0.05,\"high\":0.2}", body, StringComparison.Ordinal);
        Assert.Contains("\"expectedCost\":null", body, StringComparison.Ordinal);
        Assert.Contains(
            "\"replacement\":{\"bestAgeHours\":355,\"lowHours\":300,\"highHours\":null,\"costPerHour\":4.5,", body,
            StringComparison.Ordinal);
    }
}
