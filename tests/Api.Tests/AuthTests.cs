using System.Net;
using System.Text;
using OrleansTwin.Api.Security;
using OrleansTwin.Api.Tests.Fakes;

namespace OrleansTwin.Api.Tests;

public sealed class AuthTests : IAsyncLifetime
{
    private static readonly ApiOptions Options = new()
    {
        Keys =
        [
            ApiKey.FromText("reader", "read-key", ApiRole.Read),
            ApiKey.FromText("writer", "write-key", ApiRole.Write),
            ApiKey.FromText("admin", "admin-key", ApiRole.Admin),
            ApiKey.FromText("both", "both-key", ApiRole.Read, ApiRole.Write),
        ],
        FailedAttemptsMax = 3,
    };

    private Gateway _gateway = Gateway.None;

    public async Task InitializeAsync() => _gateway = await Gateway.StartAsync(Options);

    public Task DisposeAsync() => _gateway.DisposeAsync().AsTask();

    [Theory]
    [InlineData("GET", "/api/v1/twins", "read-key", 200)]
    [InlineData("GET", "/api/v1/twins", "write-key", 403)]
    [InlineData("GET", "/api/v1/twins", "admin-key", 200)]
    [InlineData("GET", "/api/v1/twins", "both-key", 200)]
    [InlineData("GET", "/api/v1/twins", null, 401)]
    [InlineData("GET", "/api/v1/twins", "Read-key", 401)]
    [InlineData("GET", "/metrics", "read-key", 200)]
    [InlineData("GET", "/metrics", null, 401)]
    [InlineData("GET", "/api/v1/live?ids=acme", "write-key", 403)]
    [InlineData("POST", "/api/v1/telemetry", "read-key", 403)]
    [InlineData("POST", "/api/v1/telemetry", "write-key", 202)]
    [InlineData("POST", "/api/v1/telemetry", "both-key", 202)]
    [InlineData("POST", "/api/v1/telemetry", null, 401)]
    [InlineData("PUT", "/api/v1/plant", "both-key", 403)]
    [InlineData("PUT", "/api/v1/plant", "admin-key", 200)]
    [InlineData("POST", "/api/v1/unknown-tags/adopt", "both-key", 403)]
    [InlineData("POST", "/api/v1/alarms/acknowledge", "both-key", 403)]
    [InlineData("GET", "/healthz", null, 200)]
    [InlineData("GET", "/readyz", null, 200)]
    [InlineData("GET", "/openapi/v1.json", null, 200)]
    [InlineData("GET", "/", null, 200)]
    public async Task A_key_opens_what_its_role_allows(string method, string path, string? key, int status)
    {
        (string, string)[] headers = key is null ? [("If-Match", "*")] : [("If-Match", "*"), ("X-Api-Key", key)];
        var body = method == "GET" ? null : "a: 1";
        var type = method == "PUT" ? "application/yaml" : "application/json";
        using var answer = await _gateway.SendAsync(new HttpMethod(method), path, body, type, headers);
        Assert.Equal(status, (int)answer.StatusCode);
        if (status >= 400)
            await answer.ProblemAsync(status);
        Assert.Equal(status == 401, answer.Headers.WwwAuthenticate.Count > 0);
    }

    [Theory]
    [InlineData("Bearer read-key", 200)]
    [InlineData("bearer read-key", 200)]
    [InlineData("Basic read-key", 401)]
    [InlineData("Bearer ", 401)]
    [InlineData("Bearer wrong", 401)]
    public async Task A_key_may_come_as_a_bearer_token(string authorization, int status)
    {
        using var answer = await _gateway.SendAsync(HttpMethod.Get, "/api/v1/twins", headers: ("Authorization", authorization));
        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Theory]
    [InlineData("anyone:admin-key", 200)]
    [InlineData("anyone:read-key", 403)]
    [InlineData("anyone:wrong:key", 401)]
    [InlineData("admin-key", 401)]
    [InlineData(null, 401)]
    public async Task A_page_asks_the_browser_for_a_key_as_its_password(string? credentials, int status)
    {
        (string, string)[] headers = credentials is null
            ? []
            : [("Authorization", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials))}")];
        using var answer = await _gateway.SendAsync(HttpMethod.Get, Gateway.Page, headers: headers);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(status == 401, answer.Headers.WwwAuthenticate.Any(challenge => challenge.Scheme == "Basic"));
    }

    [Fact]
    public async Task Wrong_keys_lock_the_address_out_and_are_counted()
    {
        for (var attempt = 0; attempt < Options.FailedAttemptsMax; attempt++)
        {
            using var wrong = await _gateway.SendAsync(
                HttpMethod.Get, "/api/v1/twins", headers: ("X-Api-Key", $"guess-{attempt}"));
            await wrong.ProblemAsync(401);
        }

        using var locked = await _gateway.SendAsync(HttpMethod.Get, "/api/v1/twins", headers: ("X-Api-Key", "read-key"));
        await locked.ProblemAsync(429);
        Assert.InRange(locked.Headers.RetryAfter?.Delta ?? TimeSpan.Zero, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
        var counters = _gateway.Service<Metrics.ApiCounters>().Read(0, 0).ToDictionary(
            family => family.Name, family => family.Points);
        Assert.Equal(3, counters["orleanstwin_api_failed_keys_total"][0].Value);
        Assert.Equal(1, counters["orleanstwin_api_refused_addresses_total"][0].Value);
    }

    [Fact]
    public async Task Requests_without_a_key_lock_nobody_out()
    {
        for (var attempt = 0; attempt < 10; attempt++)
        {
            using var missing = await _gateway.SendAsync(HttpMethod.Get, "/api/v1/twins");
            await missing.ProblemAsync(401);
        }
    }

    [Fact]
    public void A_locked_address_may_try_again_after_the_window_and_others_at_once()
    {
        var time = new ManualTime();
        var attempts = new FailedAttempts(Options, time);
        var (bad, good) = (IPAddress.Parse("192.0.2.1"), IPAddress.Parse("192.0.2.2"));
        for (var attempt = 0; attempt < Options.FailedAttemptsMax; attempt++)
            attempts.Count(bad);

        Assert.Equal(Options.FailedAttemptsWindow, attempts.Wait(bad));
        Assert.Null(attempts.Wait(good));
        time.Advance(Options.FailedAttemptsWindow);
        Assert.Null(attempts.Wait(bad));
    }

    [Fact]
    public void Addresses_of_one_ipv6_network_count_as_one_and_a_full_table_stays_bounded()
    {
        var attempts = new FailedAttempts(Options, new ManualTime());
        for (var host = 1; host <= Options.FailedAttemptsMax; host++)
            attempts.Count(IPAddress.Parse($"2001:db8::{host}"));
        Assert.NotNull(attempts.Wait(IPAddress.Parse("2001:db8::ffff")));
        Assert.Null(attempts.Wait(IPAddress.Parse("2001:db8:1::1")));

        for (var number = 0; number < 20_000; number++)
            attempts.Count(new IPAddress(number));
        Assert.InRange(attempts.Addresses, 1, 10_001);
        Assert.NotNull(attempts.Wait(IPAddress.Parse("198.51.100.99")));
    }

    [Fact]
    public void A_created_key_is_found_by_its_text_and_by_nothing_else()
    {
        var (text, key) = ApiKey.Create("line-4", ApiRole.Write);
        var ring = new KeyRing(new ApiOptions { Keys = [key] });
        Assert.Same(key, ring.Find(text));
        Assert.Null(ring.Find(text[..^1]));
        Assert.Null(ring.Find(key.Sha256));
        Assert.Null(ring.Find(new string('x', 10_000)));
    }
}
