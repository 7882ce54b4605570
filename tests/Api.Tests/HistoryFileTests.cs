using System.Text;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Api.Metrics;
using OrleansTwin.Api.Tests.Fakes;

namespace OrleansTwin.Api.Tests;

/// <summary>Files of history at the gateway: who may, how many at once, what is told.</summary>
public sealed class HistoryFileTests
{
    private const string Path = "/api/v1/history.csv";
    private const string Line = "time,sensor,value\n2026-03-02T08:00:00Z,a,1\n";

    [Fact]
    public async Task A_file_is_asked_for_with_a_window_and_comes_as_csv()
    {
        await using var gateway = await Gateway.StartAsync();
        using var answer = await gateway.SendAsync(
            HttpMethod.Get, $"{Path}/{FakePlant.Sensor}?from=2026-03-02T08:00:00Z&to=2026-03-02T09:00:00Z");

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal("text/csv; charset=utf-8; header=present", answer.Content.Headers.ContentType?.ToString());
        Assert.StartsWith("time,sensor,", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var query = Assert.Single(gateway.Host.Asked.OfType<HistoryExportQuery>());
        Assert.Equal((FakePlant.Sensor, 8, 9), (query.TwinId, query.Window.From?.Hour, query.Window.To?.Hour));
    }

    [Fact]
    public async Task A_twin_that_is_not_there_is_a_problem_and_no_empty_file()
    {
        await using var gateway = await Gateway.StartAsync();
        using var answer = await gateway.SendAsync(HttpMethod.Get, $"{Path}/acme/nothing");

        await answer.ProblemAsync(404);
    }

    [Fact]
    public async Task A_file_longer_than_any_other_body_reaches_the_host_with_its_columns()
    {
        await using var gateway = await Gateway.StartAsync(new ApiOptions
        {
            BodyBytesMax = 2048, TelemetryBytesMax = 2048, TelemetryBytesInFlightMax = 2048, PlantBytesMax = 2048,
        });
        var file = Line + new string('\n', 100_000);
        using var answer = await gateway.SendAsync(HttpMethod.Post, $"{Path}?columns=time,sensor,-", file, "text/csv");

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Contains("\"reasons\":{\"malformed\":1}", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal((file, null, "time,sensor,-"), Assert.Single(gateway.Host.Asked.OfType<(string, string?, string?)>()));
    }

    [Fact]
    public async Task A_file_of_which_nothing_could_be_taken_is_a_problem_that_names_the_first_line()
    {
        await using var gateway = await Gateway.StartAsync();
        gateway.Host.Imported = gateway.Host.Imported with { Samples = 0 };
        using var answer = await gateway.SendAsync(HttpMethod.Post, Path, Line, "text/csv");

        var problem = await answer.ProblemAsync(422);
        Assert.Contains("line 3 (malformed)", problem.GetProperty("found").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_content_type_is_refused()
    {
        await using var gateway = await Gateway.StartAsync();
        using var answer = await gateway.SendAsync(HttpMethod.Post, Path, "[]", "application/json");

        await answer.ProblemAsync(415);
        Assert.Empty(gateway.Host.Asked);
    }

    [Theory]
    [InlineData("GET", ApiRole.Write)]
    [InlineData("POST", ApiRole.Read)]
    public async Task Taking_out_wants_to_read_and_putting_in_wants_to_write(string method, ApiRole role)
    {
        var (secret, key) = ApiKey.Create("client", role);
        await using var gateway = await Gateway.StartAsync(new ApiOptions { Keys = [key] });
        using var answer = await gateway.SendAsync(
            new HttpMethod(method), method == "GET" ? $"{Path}/{FakePlant.Sensor}" : Path, Line, "text/csv",
            ("X-Api-Key", secret));

        await answer.ProblemAsync(403);
    }

    [Fact]
    public async Task More_files_than_may_be_under_way_are_told_to_come_back()
    {
        await using var gateway = await Gateway.StartAsync(new ApiOptions { FilesInFlightMax = 1 });
        var gate = new TaskCompletionSource();
        gateway.Host.Gate = gate.Task;
        var working = gateway.SendAsync(HttpMethod.Get, $"{Path}/{FakePlant.Sensor}");
        await gateway.Host.AskedAsync<HistoryExportQuery>(1);

        using var refused = await gateway.SendAsync(HttpMethod.Post, Path, Line, "text/csv");
        await refused.ProblemAsync(429);
        Assert.Equal(TimeSpan.FromSeconds(5), refused.Headers.RetryAfter?.Delta);
        Assert.Contains(
            gateway.Service<ApiMetrics>().Read().Single(family => family.Name == "orleanstwin_api_turned_away_total").Points,
            point => point.Labels[0].Value == "files" && point.Value == 1);

        gate.SetResult();
        using var first = await working;
        using var second = await gateway.SendAsync(HttpMethod.Post, Path, Line, "text/csv");
        Assert.Equal((200, 200), ((int)first.StatusCode, (int)second.StatusCode));
    }
}
