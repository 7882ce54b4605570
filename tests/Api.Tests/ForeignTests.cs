using OrleansTwin.Api.Tests.Fakes;

namespace OrleansTwin.Api.Tests;

public sealed class ForeignTests : IAsyncLifetime
{
    private Gateway _gateway = Gateway.None;

    public async Task InitializeAsync() =>
        _gateway = await Gateway.StartAsync(new ApiOptions { HostNames = ["twin.factory.example"] });

    public Task DisposeAsync() => _gateway.DisposeAsync().AsTask();

    [Theory]
    [InlineData("127.0.0.1", 200)]
    [InlineData("localhost:8080", 200)]
    [InlineData("[::1]:8080", 200)]
    [InlineData("LOCALHOST", 200)]
    [InlineData("twin.factory.example", 200)]
    [InlineData("evil.example", 421)]
    [InlineData("localhost.evil.example", 421)]
    [InlineData("127.0.0.1.evil.example", 421)]
    [InlineData("192.168.1.5", 421)]
    [InlineData("10.0.0.1:8080", 421)]
    public async Task On_loopback_only_loopback_names_are_answered(string host, int status)
    {
        foreach (var path in new[] { "/", "/api/v1/twins", "/healthz" })
        {
            using var answer = await _gateway.SendAsync(HttpMethod.Get, path, headers: ("Host", host));
            Assert.Equal(status, (int)answer.StatusCode);
            if (status != 200)
                await answer.ProblemAsync(status);
        }
    }

    [Theory]
    [InlineData("POST", "/api/v1/telemetry", "https://evil.example", 403)]
    [InlineData("POST", "/api/v1/telemetry", "null", 403)]
    [InlineData("POST", "/api/v1/telemetry", "http://localhost:3000", 403)]
    [InlineData("POST", "/api/v1/telemetry", "http://localhost:8080", 202)]
    [InlineData("POST", "/api/v1/telemetry", "https://localhost:8080", 202)]
    [InlineData("GET", "/api/v1/twins", "https://evil.example", 403)]
    [InlineData("GET", "/api/v1/live?ids=acme", "https://evil.example", 403)]
    [InlineData("GET", "/", "https://evil.example", 200)]
    public async Task A_page_of_another_origin_can_neither_send_nor_read(string method, string path, string origin, int status)
    {
        using var answer = await _gateway.SendAsync(
            new HttpMethod(method),
            path,
            method == "POST" ? "[]" : null,
            "text/plain",
            ("Host", "localhost:8080"),
            ("Origin", origin));
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
        if (status == 403)
            await answer.ProblemAsync(403);
    }

    [Theory]
    [InlineData("cross-site", 403)]
    [InlineData("same-site", 403)]
    [InlineData("same-origin", 202)]
    [InlineData("none", 202)]
    public async Task What_a_browser_says_of_the_origin_counts_where_it_sends_no_origin(string site, int status)
    {
        using var answer = await _gateway.SendAsync(
            HttpMethod.Post, "/api/v1/telemetry", "[]", "text/plain", ("Sec-Fetch-Site", site));
        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task A_preflight_gets_no_permission()
    {
        using var answer = await _gateway.SendAsync(
            HttpMethod.Options, "/api/v1/plant", headers: [("Origin", "https://evil.example"), (
                "Access-Control-Request-Method", "PUT")]);
        Assert.False(answer.IsSuccessStatusCode);
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
    }
}
