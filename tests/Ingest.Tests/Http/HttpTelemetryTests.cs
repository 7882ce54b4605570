using System.IO.Compression;
using System.Text;
using OrleansTwin.Ingest.Http;
using OrleansTwin.Ingest.Pipeline;
using OrleansTwin.Ingest.Rejects;
using OrleansTwin.Ingest.Tests.Brokers;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;
using static OrleansTwin.Ingest.Tests.TestPlants;

namespace OrleansTwin.Ingest.Tests.Http;

public sealed class HttpTelemetryTests
{
    private static readonly string Noon = "2026-03-01T12:00:00Z";

    [Fact]
    public async Task An_array_of_items_is_committed_by_tag_and_by_sensor_before_the_answer_comes()
    {
        await using var harness = Harness();
        var result = await PostAsync(harness, $$"""
            [{"tag":"m/power","value":1.5,"timestamp":"{{Noon}}"},
             {"sensor":"{{Machine}}/state","value":"RUN","timestamp":"{{Noon}}","quality":"uncertain","unit":"none"},
             {"tag":"m/else","value":true}]
            """);
        Assert.Equal((TelemetryOutcome.Committed, 2, 0, 1), (result.Outcome, result.Accepted, result.Rejected, result.Unknown));
        Assert.Equal(
            [(0, 1.5, null, Quality.Good), (1, 0.0, "RUN", Quality.Uncertain)],
            harness.Sink.Samples.Select(each => (each.SensorKey, each.Sample.Value, each.Sample.Text, each.Sample.Quality)));
        Assert.Equal("m/else", Assert.Single(harness.Pipeline.UnknownTags.Latest()).Tag);
    }

    [Fact]
    public async Task Of_lines_only_the_bad_ones_are_refused_and_the_answer_says_which()
    {
        await using var harness = Harness();
        var result = await PostAsync(
            harness,
            """
            {"tag":"m/power","value":1}
            {"tag":"m/power","value":
            {"value":2}
            {"tag":"m/power"}
            {"tag":"m/power","value":{}}
            {"tag":"m/power","value":"RUN"}
            {"tag":"m/power","value":1,"timestamp":"soon"}
            {"sensor":"none","value":1}
            [1]
            {"tag":"m/power","value":3}
            """,
            "application/x-ndjson; charset=utf-8");
        Assert.Equal((2, 8, 0), (result.Accepted, result.Rejected, result.Unknown));
        Assert.Equal(
            [
                (1, RejectReason.Malformed), (2, RejectReason.MissingTag), (3, RejectReason.MissingValue),
                (4, RejectReason.WrongType), (5, RejectReason.WrongType), (6, RejectReason.UnreadableTime),
                (7, RejectReason.UnknownSensor), (8, RejectReason.MissingTag),
            ],
            result.Errors.Select(error => (error.Index, error.Reason)));
        Assert.Equal(8, harness.DeadLetters.Latest().Count);
        Assert.Equal(
            ["""{"tag":"m/power","value":{}}""".Length, "RUN".Length],
            harness.DeadLetters.Latest().Where(letter => letter.Reason == RejectReason.WrongType)
                .Select(letter => letter.PayloadBytes).Reverse());
        Assert.Equal([1.0, 3.0], harness.Sink.Samples.Select(each => each.Sample.Value));
    }

    [Fact]
    public async Task A_body_with_a_known_idempotency_key_is_answered_and_not_journaled_again()
    {
        await using var harness = Harness();
        const string Body = """{"tag":"m/power","value":1}""";
        Assert.False((await PostAsync(harness, Body, key: "k-1")).Duplicate);
        Assert.True((await PostAsync(harness, Body, key: "k-1")).Duplicate);
        Assert.False((await PostAsync(harness, Body, key: "k-2")).Duplicate);
        Assert.Equal(2, harness.Sink.Samples.Count);
        Assert.Equal(2, harness.Sink.Receipts.Count);
    }

    [Fact]
    public async Task A_repeated_body_is_answered_like_the_first_time_also_by_the_next_process()
    {
        const string Body = """[{"tag":"m/power","value":1},{"tag":"m/power","value":2},{"tag":"new","value":1},{"value":1}]""";
        var journal = new MemorySink();
        for (var process = 1; process <= 2; process++)
        {
            await using var harness = Harness(journal);
            for (var time = 1; time <= 2; time++)
            {
                var result = await PostAsync(harness, Body, key: "k");
                Assert.Equal((2, 1, 1), (result.Accepted, result.Unknown, result.Rejected));
                Assert.Equal((process, time) != (1, 1), result.Duplicate);
            }
        }

        Assert.Equal(2, journal.Samples.Count);
    }

    [Fact]
    public async Task Two_bodies_with_one_key_on_their_way_together_are_journaled_once()
    {
        var hold = new TaskCompletionSource();
        await using var harness = Harness(new MemorySink { Hold = hold.Task });
        using var telemetry = Telemetry(harness);
        const string Body = """{"tag":"m/power","value":1}""";
        var both = Enumerable.Range(0, 2).Select(_ => PostAsync(telemetry, Body, key: "k")).ToArray();
        hold.SetResult();
        var results = await Task.WhenAll(both).Within("both answers");
        Assert.Single(results, result => result.Duplicate);
        Assert.Single(harness.Sink.Samples);
    }

    [Fact]
    public async Task Gzip_is_unpacked()
    {
        await using var harness = Harness();
        var result = await PostAsync(harness, Gzip("""{"tag":"m/power","value":7}"""), encoding: "gzip");
        Assert.Equal((TelemetryOutcome.Committed, 1), (result.Outcome, result.Accepted));
    }

    [Fact]
    public async Task A_bomb_is_not_unpacked_beyond_the_limit_and_a_long_body_is_not_read_beyond_it()
    {
        await using var harness = Harness();
        var options = new HttpTelemetryOptions { BodyBytesMax = 10_000, UnpackedBytesMax = 100_000 };
        using var telemetry = new HttpTelemetry(harness.Pipeline, options);
        Assert.Equal(
            TelemetryOutcome.TooLarge, (await PostAsync(telemetry, Gzip(new string(' ', 1_000_000)), encoding: "gzip")).Outcome);
        var endless = new MemoryStream(Encoding.UTF8.GetBytes(new string(' ', 1_000_000)));
        var answer = await telemetry.SubmitAsync(new TelemetryBody(endless, null, null, null), CancellationToken.None);
        Assert.Equal(TelemetryOutcome.TooLarge, answer.Outcome);
        Assert.InRange(endless.Position, 10_000, 100_000);
        var random = new byte[50_000];
        new Random(1).NextBytes(random);
        Assert.Equal(
            TelemetryOutcome.TooLarge, (await PostAsync(telemetry, Gzip(Convert.ToHexString(random)), encoding: "gzip")).Outcome);
        Assert.Equal(
            (2, 1), (telemetry.OverLimit[BodyLimit.BodyBytes], telemetry.OverLimit[BodyLimit.UnpackedBytes]));
    }

    [Theory]
    [InlineData("text/csv", null, "a", TelemetryOutcome.Unsupported)]
    [InlineData("application/json; charset=latin1", null, "{}", TelemetryOutcome.Unsupported)]
    [InlineData("application/json", "br", "{}", TelemetryOutcome.Unsupported)]
    [InlineData("application/json", "gzip", "{}", TelemetryOutcome.Malformed)]
    [InlineData(null, null, "", TelemetryOutcome.Malformed)]
    [InlineData(null, null, "[{\"tag\":\"m/power\",\"value\":1}", TelemetryOutcome.Malformed)]
    [InlineData(null, null, "not json", TelemetryOutcome.Malformed)]
    [InlineData(null, null, "{\"tag\":\"\\ud800\",\"value\":1}", TelemetryOutcome.Malformed)]
    public async Task A_body_that_cannot_be_read_is_refused_as_a_whole(
        string? type, string? encoding, string body, TelemetryOutcome outcome)
    {
        await using var harness = Harness();
        using var telemetry = Telemetry(harness);
        var result = await PostAsync(telemetry, Encoding.UTF8.GetBytes(body), type, encoding);
        Assert.Equal(outcome, result.Outcome);
        Assert.NotEmpty(result.Detail!);
        Assert.Equal(1, telemetry.Outcomes[(int)outcome]);
        Assert.Empty(harness.Sink.Samples);
    }

    [Fact]
    public async Task More_values_than_allowed_are_refused_and_as_many_as_allowed_are_not()
    {
        await using var harness = Harness();
        using var telemetry = new HttpTelemetry(harness.Pipeline, new HttpTelemetryOptions { ValuesMax = 2 });
        const string One = """{"tag":"m/power","value":1}""";
        Assert.Equal(2, (await PostAsync(telemetry, $"[{One},{One}]")).Accepted);
        Assert.Equal(TelemetryOutcome.TooLarge, (await PostAsync(telemetry, $"[{One},{One},{One}]")).Outcome);
        Assert.Equal(TelemetryOutcome.TooLarge, (await PostAsync(telemetry, $"{One}\n{One}\nx", "application/x-ndjson")).Outcome);
        Assert.Equal(2, telemetry.OverLimit[BodyLimit.Values]);
    }

    [Fact]
    public async Task While_the_store_takes_nothing_further_bodies_are_refused_at_once_and_what_waits_is_kept()
    {
        var time = new ManualTime();
        var sink = new MemorySink { Failure = "the disk is full" };
        await using var harness = new PipelineHarness(
            Map(Sensor("power", "m/power")), new IngestOptions { LingerMs = 0 }, sink, time).Start();
        using var telemetry = new HttpTelemetry(harness.Pipeline, new HttpTelemetryOptions(), time);
        var first = PostAsync(telemetry, """{"tag":"m/power","value":1}""", key: "k-1");
        await time.TimerAsync(TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(5));
        var refused = await PostAsync(telemetry, """{"tag":"m/power","value":2}""", key: "k-2");
        Assert.Equal(TelemetryOutcome.Unavailable, refused.Outcome);
        Assert.Contains("the disk is full", refused.Detail, StringComparison.Ordinal);

        sink.Failure = null;
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(TelemetryOutcome.Committed, (await first.Within("the first answer")).Outcome);
        var second = await PostAsync(telemetry, """{"tag":"m/power","value":2}""", key: "k-2");
        Assert.Equal(TelemetryOutcome.Committed, second.Outcome);
        Assert.Equal([1.0, 2.0], sink.Samples.Select(each => each.Sample.Value));
        Assert.Equal(2, telemetry.Outcomes[(int)TelemetryOutcome.Committed]);
        Assert.Equal(1, telemetry.Outcomes[(int)TelemetryOutcome.Unavailable]);
    }

    [Fact]
    public async Task A_body_that_is_long_on_its_way_is_told_so_and_counts_once_when_it_is_sent_again()
    {
        var time = new ManualTime();
        var hold = new TaskCompletionSource();
        var sink = new MemorySink { Hold = hold.Task };
        await using var harness = new PipelineHarness(
            Map(Sensor("power", "m/power")), new IngestOptions { LingerMs = 0 }, sink, time).Start();
        using var telemetry = new HttpTelemetry(harness.Pipeline, new HttpTelemetryOptions(), time);
        var first = PostAsync(telemetry, """{"tag":"m/power","value":1}""", key: "k-1");
        await time.TimerAsync(telemetry.Options.CommitWaitMax, telemetry.Options.CommitWaitMax);
        time.Advance(telemetry.Options.CommitWaitMax);
        Assert.Equal(TelemetryOutcome.Late, (await first.Within("the first answer")).Outcome);
        Assert.Equal(0, telemetry.Waiting);

        hold.SetResult();
        var again = await PostAsync(telemetry, """{"tag":"m/power","value":1}""", key: "k-1").Within("the second answer");
        Assert.Equal((TelemetryOutcome.Committed, true), (again.Outcome, again.Duplicate));
        Assert.Single(sink.Samples);
    }

    [Fact]
    public void An_option_out_of_its_range_is_told_at_the_start()
    {
        var error = Assert.Throws<ArgumentException>(() => new HttpTelemetryOptions { BytesAtOnceMax = 1000 }.Validate());
        Assert.Equal(
            "Telemetry option BytesAtOnceMax is 1000; expected 16384 to 9223372036854775807. Choose a value in that range.",
            error.Message);
    }

    [Fact]
    public async Task A_full_queue_and_too_many_bodies_at_once_are_answered_busy()
    {
        var hold = new TaskCompletionSource();
        await using var harness = Harness(new MemorySink { Hold = hold.Task });
        using var telemetry = new HttpTelemetry(harness.Pipeline, new HttpTelemetryOptions { BodiesAtOnceMax = 1 });
        var first = PostAsync(telemetry, """{"tag":"m/power","value":1}""");
        Assert.Equal(TelemetryOutcome.Busy, (await PostAsync(telemetry, """{"tag":"m/power","value":2}""")).Outcome);
        Assert.Equal(1, telemetry.OverLimit[BodyLimit.BodiesAtOnce]);
        hold.SetResult();
        Assert.Equal(TelemetryOutcome.Committed, (await first.Within("the first answer")).Outcome);

        await using var idle = new PipelineHarness(Map(Sensor("power", "m/power")), new IngestOptions { QueueMessagesMax = 1 });
        Assert.True(idle.Pipeline.TrySubmit(idle.Message("m/power", "1")));
        using var late = Telemetry(idle);
        Assert.Equal(TelemetryOutcome.Busy, (await PostAsync(late, """{"tag":"m/power","value":2}""")).Outcome);
        Assert.Equal(1, late.OverLimit[BodyLimit.Queue]);
    }

    [Fact]
    public async Task Bodies_share_a_budget_of_memory_and_give_it_back()
    {
        await using var harness = Harness();
        using var telemetry = new HttpTelemetry(harness.Pipeline, new HttpTelemetryOptions { BytesAtOnceMax = 64 * 1024 });
        var large = $$"""[{"tag":"m/power","value":1},{"tag":"{{new string('x', 100_000)}}","value":1}]""";
        for (var round = 0; round < 10; round++)
        {
            var busy = await PostAsync(telemetry, large);
            Assert.Equal(TelemetryOutcome.Busy, busy.Outcome);
            Assert.Contains("hold 65536 bytes", busy.Detail, StringComparison.Ordinal);
            Assert.Equal(
                TelemetryOutcome.Committed, (await PostAsync(telemetry, """{"tag":"m/power","value":1}""")).Outcome);
        }
        Assert.Equal(10, telemetry.OverLimit[BodyLimit.BytesAtOnce]);
    }

    [Fact]
    public async Task A_pipeline_that_is_stopped_before_the_commit_says_that_nothing_is_kept()
    {
        await using var harness = Harness(new MemorySink { Hold = new TaskCompletionSource().Task });
        using var telemetry = Telemetry(harness);
        var post = PostAsync(telemetry, """{"tag":"m/power","value":1}""");
        await Waiting.Until(() => harness.Sink.Attempts > 0, "the commit to begin");
        await harness.KillAsync();
        Assert.Equal(TelemetryOutcome.Stopped, (await post.Within("the answer")).Outcome);
    }

    private static PipelineHarness Harness(MemorySink? sink = null) =>
        new PipelineHarness(Map(Sensor("power", "m/power"), Sensor("state", "m/state", ValueKind.Text)), sink: sink).Start();

    private static HttpTelemetry Telemetry(PipelineHarness harness) => new(harness.Pipeline, new HttpTelemetryOptions());

    private static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }

    private static Task<TelemetryResult> PostAsync(
        PipelineHarness harness, string body, string? type = "application/json", string? key = null) =>
        PostAsync(Telemetry(harness), Encoding.UTF8.GetBytes(body), type, null, key);

    private static Task<TelemetryResult> PostAsync(
        PipelineHarness harness, byte[] body, string? type = "application/json", string? encoding = null) =>
        PostAsync(Telemetry(harness), body, type, encoding);

    private static Task<TelemetryResult> PostAsync(
        HttpTelemetry telemetry, string body, string? type = "application/json", string? key = null) =>
        PostAsync(telemetry, Encoding.UTF8.GetBytes(body), type, null, key);

    private static Task<TelemetryResult> PostAsync(
        HttpTelemetry telemetry, byte[] body, string? type = "application/json", string? encoding = null, string? key = null) =>
        telemetry.SubmitAsync(new TelemetryBody(new MemoryStream(body), type, encoding, key), CancellationToken.None)
            .Within("the answer to a body");
}
