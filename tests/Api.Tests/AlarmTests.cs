using OrleansTwin.Api.Hosting;
using OrleansTwin.Api.Tests.Fakes;
using OrleansTwin.Twins.Alarms;

namespace OrleansTwin.Api.Tests;

public sealed class AlarmTests
{
    private const string Both =
        "{\"alarms\": [{\"twinId\": \"acme/a\"}, {\"twinId\": \"acme/b\", \"source\": \"stale\"}], \"user\": \"eva\", "
        + "\"comment\": \"seen\", \"until\": \"2026-03-02T12:00:00Z\"}";

    [Theory]
    [InlineData("acknowledge", AlarmVerb.Acknowledge)]
    [InlineData("reset", AlarmVerb.Reset)]
    [InlineData("shelve", AlarmVerb.Shelve)]
    [InlineData("unshelve", AlarmVerb.Unshelve)]
    [InlineData("take-out-of-service", AlarmVerb.TakeOutOfService)]
    [InlineData("return-to-service", AlarmVerb.ReturnToService)]
    public async Task An_order_names_alarms_who_and_why(string path, AlarmVerb verb)
    {
        await using var gateway = await Gateway.StartAsync();
        using var answer = await gateway.SendAsync(HttpMethod.Post, $"/api/v1/alarms/{path}", Both, "application/json");

        Assert.Equal(200, (int)answer.StatusCode);
        var asked = Assert.IsType<AlarmSubmission>(Assert.Single(gateway.Host.Asked));
        Assert.Equal((verb, "eva", "seen"), (asked.Verb, asked.User, asked.Comment));
        Assert.Equal(
            [new AlarmReference("acme/a"), new AlarmReference("acme/b", AlarmSource.Stale)], asked.Alarms);
        Assert.Equal(new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero), asked.Until);
    }

    [Theory]
    [InlineData("acknowledge", "{\"alarms\": []}", "names 0 alarms")]
    [InlineData("shelve", "{\"alarms\": [{\"twinId\": \"a\"}], \"until\": \"2026-03-02T12:00:00Z\"}", "no comment")]
    [InlineData("shelve", "{\"alarms\": [{\"twinId\": \"a\"}], \"comment\": \"later\"}", "no end")]
    [InlineData("take-out-of-service", "{\"alarms\": [{\"twinId\": \"a\"}]}", "no comment")]
    public async Task An_order_that_lacks_something_is_refused(string path, string body, string found)
    {
        await using var gateway = await Gateway.StartAsync();
        using var answer = await gateway.SendAsync(HttpMethod.Post, $"/api/v1/alarms/{path}", body, "application/json");

        var problem = await answer.ProblemAsync(400);
        Assert.Contains(found, problem.GetProperty("found").GetString(), StringComparison.Ordinal);
        Assert.Empty(gateway.Host.Asked);
    }

    [Fact]
    public async Task Only_who_may_operate_acts_and_the_key_is_told_with_the_user()
    {
        var (read, reader) = ApiKey.Create("wall", ApiRole.Read);
        var (operate, room) = ApiKey.Create("control-room", ApiRole.Operate);
        await using var gateway = await Gateway.StartAsync(new ApiOptions { Keys = [reader, room] });
        using var refused = await gateway.SendAsync(
            HttpMethod.Post, "/api/v1/alarms/acknowledge", Both, "application/json", ("X-Api-Key", read));
        await refused.ProblemAsync(403);
        using var taken = await gateway.SendAsync(
            HttpMethod.Post, "/api/v1/alarms/acknowledge", Both, "application/json", ("X-Api-Key", operate));

        Assert.Equal(200, (int)taken.StatusCode);
        Assert.Equal("eva (control-room)", Assert.IsType<AlarmSubmission>(Assert.Single(gateway.Host.Asked)).User);
    }

    [Fact]
    public async Task Without_a_window_changes_and_kpis_are_those_of_the_last_day()
    {
        await using var gateway = await Gateway.StartAsync();
        await gateway.JsonAsync("/api/v1/alarms/changes?limit=5");
        var kpis = await gateway.JsonAsync("/api/v1/alarms/kpis?operators=3&to=2026-03-02T12:00:00Z");

        var changes = (AlarmChangeQuery)gateway.Host.Asked.First();
        Assert.Equal((TimeSpan.TicksPerDay, 5), (changes.ToTicks - changes.FromTicks, changes.Limit));
        Assert.Equal(new DateTime(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc), kpis.GetProperty("from").GetDateTime());
        Assert.Equal(3, kpis.GetProperty("operators").GetInt32());
        using var nowhere = await gateway.SendAsync(HttpMethod.Get, "/api/v1/alarms/changes?twin=gone");
        await nowhere.ProblemAsync(404);
    }
}
