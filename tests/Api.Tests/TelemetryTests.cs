using System.IO.Compression;
using System.Text;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Api.Tests.Fakes;

namespace OrleansTwin.Api.Tests;

public sealed class TelemetryTests : IAsyncLifetime
{
    private const string Path = "/api/v1/telemetry";

    private Gateway _gateway = Gateway.None;

    public async Task InitializeAsync() => _gateway = await Gateway.StartAsync(new ApiOptions { TelemetryBytesMax = 100_000 });

    public Task DisposeAsync() => _gateway.DisposeAsync().AsTask();

    [Fact]
    public async Task A_batch_reaches_the_host_as_it_came_and_is_accepted()
    {
        using var answer = await _gateway.SendAsync(
            HttpMethod.Post, Path, "{\"a\":1}\n{\"a\":2}", "application/x-ndjson; charset=utf-8", ("Idempotency-Key", "batch-7"));
        Assert.Equal(202, (int)answer.StatusCode);
        Assert.Contains("\"samples\":3", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        var sent = Submitted();
        Assert.Equal("{\"a\":1}\n{\"a\":2}", Encoding.UTF8.GetString(sent.Body.Span));
        Assert.Equal(("application/x-ndjson; charset=utf-8", null, "batch-7"), (
            sent.ContentType, sent.ContentEncoding, sent.IdempotencyKey));
    }

    [Fact]
    public async Task Damage_is_accepted_by_the_count_that_was_looked_at()
    {
        using var answer = await _gateway.SendAsync(
            HttpMethod.Post, "/api/v1/damage/accept", """{"count":3,"note":"known"}""", "application/json");
        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal(new DamageAcceptance(3, "known"), _gateway.Host.Asked.OfType<DamageAcceptance>().Last());
    }

    [Fact]
    public async Task A_packed_batch_stays_packed_and_says_so()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write("[1,2,3]"u8);
        using var content = new ByteArrayContent(packed.ToArray());
        content.Headers.Add("Content-Type", "application/json");
        content.Headers.Add("Content-Encoding", "gzip");

        using var answer = await _gateway.Client.PostAsync(new Uri(Path, UriKind.Relative), content);

        Assert.Equal(202, (int)answer.StatusCode);
        Assert.Equal("gzip", Submitted().ContentEncoding);
        Assert.Equal(packed.ToArray(), Submitted().Body.ToArray());
    }

    [Theory]
    [InlineData(100_000, false, 202)]
    [InlineData(100_001, false, 413)]
    [InlineData(100_000, true, 202)]
    [InlineData(100_001, true, 413)]
    [InlineData(0, true, 202)]
    public async Task A_body_is_read_up_to_its_bound_whether_its_length_is_told_or_not(int bytes, bool isChunked, int status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Path, UriKind.Relative));
        request.Content = new StreamContent(new MemoryStream(new byte[bytes]));
        request.Headers.TransferEncodingChunked = isChunked;
        using var answer = await _gateway.Client.SendAsync(request);
        if (status == 202)
            Assert.Equal(bytes, Submitted().Body.Length);
        else
            await answer.ProblemAsync(status);
        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Theory]
    [InlineData(HostFault.Busy, 429)]
    [InlineData(HostFault.Unavailable, 503)]
    public async Task A_busy_host_says_when_to_come_back(HostFault fault, int status)
    {
        _gateway.Host.Failure =
            new HostFaultException(fault, "Full.", "Room.", "Wait.") { RetryAfter = TimeSpan.FromSeconds(2.2) };
        using var answer = await _gateway.SendAsync(HttpMethod.Post, Path, "[]", "application/json");
        await answer.ProblemAsync(status);
        Assert.Equal(TimeSpan.FromSeconds(3), answer.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task An_endless_idempotency_key_is_refused()
    {
        using var answer = await _gateway.SendAsync(
            HttpMethod.Post, Path, "[]", "application/json", ("Idempotency-Key", new string('k', 257)));
        await answer.ProblemAsync(400);
    }

    [Theory]
    [InlineData(0, 2, false, 422)]
    [InlineData(1, 2, false, 202)]
    [InlineData(0, 2, true, 422)]
    [InlineData(0, 0, false, 202)]
    public async Task A_batch_of_which_nothing_could_be_taken_is_a_422(int samples, int deadLetters, bool isDuplicate, int status)
    {
        _gateway.Host.Receipt = new TelemetryReceipt(samples, 0, deadLetters, isDuplicate)
        {
            Errors = [new TelemetryRefusal(0, "a", "badNumber", "'x' is no number")],
        };
        using var answer = await _gateway.SendAsync(HttpMethod.Post, Path, "[]", "application/json");
        Assert.Equal(status, (int)answer.StatusCode);
        if (status == 422)
            Assert.Contains(
                "'x' is no number", (await answer.ProblemAsync(422)).GetProperty("found").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_tag_is_adopted()
    {
        using var answer = await _gateway.SendAsync(
            HttpMethod.Post,
            "/api/v1/unknown-tags/adopt",
            "{\"tag\":\"plant/oven:temp\",\"sensorId\":\"acme/lyon/line-1/press-1/oven\",\"unit\":\"degC\"}",
            "application/json");
        Assert.Contains("\"plantVersion\":8", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(
            new TagAdoption("plant/oven:temp", "acme/lyon/line-1/press-1/oven", null, "degC"),
            _gateway.Host.Asked.OfType<TagAdoption>().Single());
    }

    private TelemetrySubmission Submitted() => _gateway.Host.Asked.OfType<TelemetrySubmission>().Last();
}
