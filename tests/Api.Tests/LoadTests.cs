using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Api.Metrics;
using OrleansTwin.Api.Tests.Fakes;
using OrleansTwin.Diagnostics;

namespace OrleansTwin.Api.Tests;

/// <summary>What is too much is turned away before it costs anything, and counted.</summary>
public sealed class LoadTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task More_requests_than_may_be_worked_on_together_are_told_to_come_back_and_probes_still_answer()
    {
        await using var gateway = await Gateway.StartAsync(new ApiOptions { RequestsInFlightMax = 2 });
        var gate = new TaskCompletionSource();
        gateway.Host.Gate = gate.Task;
        var working = Enumerable.Range(0, 2).Select(_ => gateway.TextAsync($"/api/v1/kpis/{FakePlant.Sensor}")).ToList();
        await gateway.Host.AskedAsync<KpiQuery>(2);

        using var refused = await gateway.SendAsync(HttpMethod.Get, "/api/v1/twins");
        await refused.ProblemAsync(503);
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
        Assert.Equal(HttpStatusCode.OK, (await gateway.TextAsync("/health/ready")).Status);
        Assert.Equal(1, Value(gateway, "orleanstwin_api_turned_away_total", "inFlight"));

        gate.SetResult();
        Assert.All(await Task.WhenAll(working), answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.Equal(HttpStatusCode.OK, (await gateway.TextAsync("/api/v1/twins")).Status);
        Assert.Equal(0, Value(gateway, "orleanstwin_api_requests_in_flight"));
    }

    [Fact]
    public async Task Telemetry_beyond_the_memory_for_it_is_told_to_come_back_before_its_body_is_read()
    {
        await using var gateway = await Gateway.StartAsync(
            new ApiOptions { TelemetryBytesMax = 1024, TelemetryBytesInFlightMax = 1500 });
        var gate = new TaskCompletionSource();
        gateway.Host.Gate = gate.Task;
        var body = "[" + new string(' ', 1000) + "]";
        Task<HttpResponseMessage> PostAsync() =>
            gateway.SendAsync(HttpMethod.Post, "/api/v1/telemetry", body, "application/json");
        var working = PostAsync();
        await gateway.Host.AskedAsync<TelemetrySubmission>(1);

        using var refused = await PostAsync();
        await refused.ProblemAsync(429);
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
        Assert.Equal(1, Value(gateway, "orleanstwin_api_turned_away_total", "telemetryBytes"));

        gate.SetResult();
        using var first = await working;
        using var second = await PostAsync();
        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted), (first.StatusCode, second.StatusCode));
    }

    [Fact]
    public async Task A_client_that_asks_too_often_waits_for_the_next_second_and_others_do_not()
    {
        var time = new ManualTime();
        var (keyA, keyB) = ("key-a", "key-b");
        await using var gateway = await Gateway.StartAsync(
            new ApiOptions
            {
                RequestsPerSecondMax = 2,
                Keys = [ApiKey.FromText("a", keyA, ApiRole.Read), ApiKey.FromText("b", keyB, ApiRole.Read)],
            },
            time);
        async Task<int> AskAsync(string key)
        {
            using var answer = await gateway.SendAsync(HttpMethod.Get, "/api/v1/twins", headers: ("X-Api-Key", key));
            return (int)answer.StatusCode;
        }

        var answers = new List<int>();
        foreach (var key in new[] { keyA, keyA, keyA, keyB })
            answers.Add(await AskAsync(key));
        Assert.Equal([200, 200, 429, 200], answers);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(200, await AskAsync(keyA));
        Assert.Equal(1, Value(gateway, "orleanstwin_api_turned_away_total", "clientRate"));
    }

    [Fact]
    public async Task Connections_beyond_the_limit_are_closed_at_once_and_counted()
    {
        await using var gateway = await Gateway.StartAsync(new ApiOptions { ConnectionsMax = 2 });
        using var first = await RawAsync(gateway, "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
        using var second = await RawAsync(gateway, "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
        Assert.NotEqual(0, await ReadAsync(first));
        Assert.NotEqual(0, await ReadAsync(second));
        using var third = await RawAsync(gateway, "");
        Assert.Equal(0, await ReadAsync(third));
        Assert.Equal(1, Value(gateway, "orleanstwin_api_connections_refused_total"));
    }

    [Fact]
    public async Task A_client_that_drips_its_headers_is_cut_off_and_counted()
    {
        await using var gateway = await Gateway.StartAsync(new ApiOptions { HeadersTimeout = TimeSpan.FromMilliseconds(200) });
        using var slow = await RawAsync(gateway, "GET /api/v1/twins HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
        while (await ReadAsync(slow) > 0)
        {
            // Whatever the server says before it closes.
        }

        await using var other = await Gateway.StartAsync();
        Assert.Contains(
            Points(gateway, "orleanstwin_api_connections_broken_total"), point => point.Labels[0].Value.Contains("timeout"));
        Assert.Empty(Points(other, "orleanstwin_api_connections_broken_total"));
    }

    [Fact]
    public async Task A_poller_that_has_the_view_already_gets_no_body_until_it_changes()
    {
        await using var gateway = await Gateway.StartAsync();
        var path = $"/api/v1/twins/{FakePlant.Sensor}";
        using var first = await gateway.SendAsync(HttpMethod.Get, path);
        var tag = first.Headers.ETag?.ToString();
        Assert.NotNull(tag);
        Assert.Equal(first.Content.Headers.ContentLength, (await first.Content.ReadAsByteArrayAsync()).Length);

        using var same = await gateway.SendAsync(HttpMethod.Get, path, headers: ("If-None-Match", $"\"other\", {tag}"));
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        Assert.Empty(await same.Content.ReadAsByteArrayAsync());

        var view = FakePlant.Views().First(view => view.Id == FakePlant.Sensor);
        gateway.Host.Change(view with { Name = "Another name" });
        using var changed = await gateway.SendAsync(HttpMethod.Get, path, headers: ("If-None-Match", tag));
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.NotEqual(tag, changed.Headers.ETag?.ToString());
        Assert.Contains("Another name", await changed.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Requests_are_timed_by_endpoint_and_live_streams_are_not()
    {
        await using var gateway = await Gateway.StartAsync();
        await gateway.TextAsync($"/api/v1/twins/{FakePlant.Sensor}");
        await gateway.TextAsync("/api/v1/twins/none");
        using (var live = await gateway.Client.GetAsync(
            new Uri($"/api/v1/live?ids={FakePlant.Sensor}", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead))
        {
            Assert.Equal(new MediaTypeHeaderValue("text/event-stream"), live.Content.Headers.ContentType);
        }

        var routes = Points(gateway, "orleanstwin_api_request_seconds").ToDictionary(
            point => point.Labels[0].Value, point => point.Latency?.Read().Count);
        Assert.Equal(2, routes["/api/v1/twins/{**id}"]);
        Assert.DoesNotContain("/api/v1/live", routes.Keys);
    }

    private static double Value(Gateway gateway, string name, string? label = null) => Points(gateway, name)
        .Where(point => label is null || point.Labels[0].Value == label).Sum(point => point.Value);

    private static IReadOnlyList<MetricPoint> Points(Gateway gateway, string name) =>
        gateway.Service<ApiMetrics>().Read().Single(family => family.Name == name).Points;

    private static async Task<Socket> RawAsync(Gateway gateway, string text)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, gateway.Client.BaseAddress!.Port);
        await socket.SendAsync(Encoding.ASCII.GetBytes(text));
        return socket;
    }

    /// <summary>Bytes that came; 0: the server has closed.</summary>
    private static async Task<int> ReadAsync(Socket socket)
    {
        try
        {
            return await socket.ReceiveAsync(new byte[4096]).WaitAsync(Limit);
        }
        catch (SocketException)
        {
            return 0;
        }
    }
}
