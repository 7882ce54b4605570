using OrleansTwin.Api.Hosting;
using OrleansTwin.Api.Tests.Fakes;

namespace OrleansTwin.Api.Tests;

public sealed class ErrorTests : IAsyncLifetime
{
    private Gateway _gateway = Gateway.None;

    public async Task InitializeAsync() => _gateway = await Gateway.StartAsync();

    public Task DisposeAsync() => _gateway.DisposeAsync().AsTask();

    [Theory]
    [InlineData(HostFault.Invalid, 400)]
    [InlineData(HostFault.NotFound, 404)]
    [InlineData(HostFault.Conflict, 409)]
    [InlineData(HostFault.Busy, 429)]
    [InlineData(HostFault.Unavailable, 503)]
    [InlineData(HostFault.TooLarge, 413)]
    [InlineData(HostFault.Unsupported, 415)]
    public async Task A_refusal_of_the_host_keeps_its_words(HostFault fault, int status)
    {
        _gateway.Host.Failure = new HostFaultException(fault, "It was so.", "Otherwise.", "Do this.");
        using var answer = await _gateway.SendAsync(HttpMethod.Get, "/api/v1/alarms");
        var problem = await answer.ProblemAsync(status);
        Assert.Equal("It was so.", problem.GetProperty("found").GetString());
        Assert.Equal("Otherwise.", problem.GetProperty("expected").GetString());
        Assert.Equal("Do this.", problem.GetProperty("remedy").GetString());
        Assert.Equal("/api/v1/alarms", problem.GetProperty("instance").GetString());
    }

    [Fact]
    public async Task An_unexpected_error_is_a_500_that_keeps_its_inside_to_the_log()
    {
        _gateway.Host.Failure = new InvalidOperationException("secret of the inside");
        using var answer = await _gateway.SendAsync(HttpMethod.Get, "/api/v1/alarms");
        var problem = await answer.ProblemAsync(500);
        Assert.DoesNotContain("secret", problem.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/nothing")]
    [InlineData("/api")]
    [InlineData("/api/v1/nothing/at/all")]
    [InlineData("/api/v2/twins")]
    [InlineData("/openapi/v2.json")]
    [InlineData("/../../etc/passwd")]
    public async Task A_path_that_is_not_there_is_a_problem_too(string path)
    {
        using var answer = await _gateway.SendAsync(HttpMethod.Get, path);
        Assert.Equal(404, (int)answer.StatusCode);
        if (path != "/openapi/v2.json")
            await answer.ProblemAsync(404);
    }

    [Theory]
    [InlineData("POST", "/api/v1/twins")]
    [InlineData("DELETE", "/api/v1/plant")]
    [InlineData("GET", "/api/v1/telemetry")]
    [InlineData("PUT", "/healthz")]
    public async Task Another_method_is_a_405_that_names_the_right_ones(string method, string path)
    {
        using var answer = await _gateway.SendAsync(new HttpMethod(method), path);
        await answer.ProblemAsync(405);
        Assert.NotEmpty(answer.Content.Headers.Allow);
    }

    [Theory]
    [InlineData("{", 400)]
    [InlineData("[]", 400)]
    [InlineData("{\"tag\":\"a\"}", 400)]
    [InlineData("{\"tag\":\"a\",\"sensorId\":null}", 400)]
    [InlineData("{\"tag\":\"a\",\"sensorId\":\"b\",\"sensorid2\":\"c\"}", 400)]
    [InlineData("{\"tag\":\"a\",\"sensorId\":\"\"}", 400)]
    public async Task A_body_that_is_not_what_the_document_says_is_refused(string body, int status)
    {
        using var answer = await _gateway.SendAsync(HttpMethod.Post, "/api/v1/unknown-tags/adopt", body, "application/json");
        await answer.ProblemAsync(status);
        Assert.Empty(_gateway.Host.Asked);
    }

    [Fact]
    public async Task A_body_of_another_type_is_a_415()
    {
        using var answer = await _gateway.SendAsync(
            HttpMethod.Post, "/api/v1/unknown-tags/adopt", "tag=a", "application/x-www-form-urlencoded");
        await answer.ProblemAsync(415);
    }

    [Fact]
    public async Task A_body_that_the_framework_reads_is_bounded_too()
    {
        var body = $"{{\"tag\":\"{new string('t', 70_000)}\",\"sensorId\":\"b\"}}";
        using var answer = await _gateway.SendAsync(HttpMethod.Post, "/api/v1/unknown-tags/adopt", body, "application/json");
        await answer.ProblemAsync(413);
    }

    [Fact]
    public async Task Problems_are_counted_by_their_status()
    {
        await _gateway.TextAsync("/nothing");
        await _gateway.TextAsync("/api/v1/twins?limit=0");
        var (_, metrics) = await _gateway.TextAsync("/metrics");
        Assert.Contains("orleanstwin_api_problems_total{status=\"404\"} 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("orleanstwin_api_problems_total{status=\"400\"} 1\n", metrics, StringComparison.Ordinal);
    }
}
