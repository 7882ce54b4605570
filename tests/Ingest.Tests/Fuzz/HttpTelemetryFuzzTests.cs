using System.IO.Compression;
using OrleansTwin.Fuzzing;
using OrleansTwin.Ingest.Http;
using OrleansTwin.Ingest.Rejects;
using OrleansTwin.Twins.Model;
using static OrleansTwin.Ingest.Tests.TestPlants;

namespace OrleansTwin.Ingest.Tests.Fuzz;

/// <summary>Damaged bodies are answered, and what the answer counts is what was kept.</summary>
public sealed class HttpTelemetryFuzzTests
{
    private static readonly HttpTelemetryOptions Options = new()
    {
        BodyBytesMax = 20_000,
        UnpackedBytesMax = 40_000,
        ValuesMax = 100,
    };

    private static readonly string?[] Types =
        ["application/json", "application/x-ndjson", null, "text/csv", "application/json; charset=x"];

    [Fact]
    public async Task Every_body_gets_an_answer_whose_counts_add_up()
    {
        await using var harness = new PipelineHarness(
            Map(Sensor("power", "m/power"), Sensor("state", "m/state", ValueKind.Text))).Start();
        using var telemetry = new HttpTelemetry(harness.Pipeline, Options);
        long accepted = 0, rejected = 0;
        await FuzzRun.EachAsync(1500, async seed =>
        {
            var answer = await telemetry.SubmitAsync(Body(new Random(seed)), CancellationToken.None).Within("an answer");
            Assert.True(
                answer.Outcome is TelemetryOutcome.Committed or TelemetryOutcome.Malformed or TelemetryOutcome.TooLarge
                    or TelemetryOutcome.Unsupported,
                $"{answer}");
            Assert.InRange(answer.Accepted + answer.Rejected + answer.Unknown, 0, Options.ValuesMax);
            Assert.InRange(answer.Errors.Count, 0, Math.Min(10, answer.Rejected));
            Assert.All(answer.Errors, each => Assert.InRange(each.Detail.Length, 1, 300));
            accepted += answer.Accepted;
            rejected += answer.Rejected;
        });
        Assert.Equal((accepted, rejected), (harness.Sink.Samples.Count, harness.Pipeline.Metrics.Rejected));
        Assert.Equal(0, harness.Pipeline.Metrics.RejectedByReason[(int)RejectReason.None]);
    }

    private static TelemetryBody Body(Random random)
    {
        var bytes = Payloads.Next(random);
        var gzip = random.Next(4) == 0;
        if (gzip)
            bytes = Mutator.Damage(Packed(bytes), random, hitsMax: 2);
        return new TelemetryBody(
            new MemoryStream(bytes), Types[random.Next(random.Next(4) == 0 ? 5 : 3)], gzip ? "gzip" : null, null);
    }

    private static byte[] Packed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return packed.ToArray();
    }
}
