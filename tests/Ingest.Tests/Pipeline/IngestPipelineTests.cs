using OrleansTwin.Ingest.Pipeline;
using OrleansTwin.Ingest.Rejects;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;
using static OrleansTwin.Ingest.Tests.TestPlants;

namespace OrleansTwin.Ingest.Tests.Pipeline;

public sealed class IngestPipelineTests
{
    [Fact]
    public async Task A_json_message_becomes_a_committed_sample_and_is_acknowledged()
    {
        await using var harness = new PipelineHarness(Map(Sensor("power", "press/power")));
        const string Payload = """{"value":2.5,"timestamp":"2026-03-01T11:59:59.5Z","quality":"good"}""";
        await harness.SendAsync("press/power", Payload, cookie: 7);
        await harness.FinishAsync();
        var sample = Assert.Single(harness.Sink.Samples);
        Assert.Equal(0, sample.SensorKey);
        Assert.Equal(
            new Sample(NoonTicks - (TimeSpan.TicksPerSecond / 2), NoonTicks, 2.5, 2.5, Quality.Good, null), sample.Sample);
        var result = Assert.Single(harness.Acknowledged.Results);
        Assert.Equal((7L, 1, 0, 0, false), (result.Cookie, result.Accepted, result.Rejected, result.Unknown, result.Duplicate));
    }

    [Fact]
    public async Task Nothing_is_acknowledged_before_the_journal_has_committed()
    {
        var hold = new TaskCompletionSource();
        var sink = new MemorySink { Hold = hold.Task };
        await using var harness = new PipelineHarness(Map(Sensor("power", "p")), sink: sink).Start();
        await harness.SendAsync("p", "1", cookie: 1);
        await harness.SendAsync("p", "2", cookie: 2);
        Assert.Empty(harness.Acknowledged.Results);
        hold.SetResult();
        await harness.FinishAsync();
        Assert.Equal([1L, 2L], harness.Acknowledged.Results.Select(result => result.Cookie));
    }

    [Fact]
    public async Task While_the_journal_fails_the_pipeline_pauses_and_says_so_and_then_recovers_by_itself()
    {
        var sink = new MemorySink { Failure = "disk full" };
        var options = new IngestOptions { CommitRetryMinMs = 1 };
        await using var harness = new PipelineHarness(Map(Sensor("power", "p")), options, sink).Start();
        await harness.SendAsync("p", "1", cookie: 1);
        await Until(() => harness.Pipeline.Status is { State: PipelineState.Paused, Attempts: > 2 }, "a paused pipeline");
        Assert.Equal("disk full", harness.Pipeline.Status.LastError);
        Assert.Empty(harness.Acknowledged.Results);
        sink.Failure = null;
        await sink.ReachedAsync(1);
        await harness.Acknowledged.First.Within("the acknowledgement after the recovery");
        Assert.Equal(PipelineState.Running, harness.Pipeline.Status.State);
        await harness.FinishAsync();
        Assert.Single(sink.Samples);
        Assert.True(harness.Pipeline.Metrics.CommitFailures > 2);
    }

    [Fact]
    public async Task A_killed_pipeline_abandons_what_is_not_committed()
    {
        var never = new TaskCompletionSource();
        var sink = new MemorySink { Hold = never.Task };
        await using var harness = new PipelineHarness(Map(Sensor("power", "p")), sink: sink).Start();
        for (var i = 1; i <= 5; i++)
            await harness.SendAsync("p", "1", cookie: i);
        await Until(() => sink.Attempts > 0, "a first commit");
        await harness.KillAsync();
        Assert.Empty(harness.Acknowledged.Results);
        Assert.Equal([1L, 2L, 3L, 4L, 5L], harness.Acknowledged.AbandonedCookies.Order());
        await Assert.ThrowsAsync<Sources.PipelineStoppedException>(async () => await harness.SendAsync("p", "1"));
    }

    [Fact]
    public async Task A_full_queue_makes_the_source_wait_and_counts_the_time()
    {
        var hold = new TaskCompletionSource();
        var options = new IngestOptions { QueueMessagesMax = 2, BatchMessagesMax = 1, LingerMs = 0 };
        var sink = new MemorySink { Hold = hold.Task };
        await using var harness = new PipelineHarness(Map(Sensor("power", "p")), options, sink).Start();
        while (harness.Pipeline.TrySubmit(harness.Message("p", "1")))
            Assert.Equal(0, harness.Pipeline.Metrics.BusyAnswers);
        Assert.Equal(1, harness.Pipeline.Metrics.BusyAnswers);
        Task waiting;
        do
            waiting = harness.SendAsync("p", "1").AsTask();
        while (waiting.IsCompletedSuccessfully);
        hold.SetResult();
        await waiting.Within("room in the queue");
        await harness.FinishAsync();
        Assert.True(harness.Pipeline.Metrics.BackpressureTime > TimeSpan.Zero);
        Assert.Equal(harness.Pipeline.Metrics.MessagesReceived, harness.Sink.Samples.Count);
    }

    [Fact]
    public async Task Bytes_bound_the_queue_as_well_as_messages()
    {
        await using var harness = new PipelineHarness(Map(Sensor("power", "p")), new IngestOptions { QueueBytesMax = 1024 });
        Assert.True(harness.Pipeline.TrySubmit(harness.Message("p", new string('1', 800))));
        Assert.False(harness.Pipeline.TrySubmit(harness.Message("p", new string('1', 300))));
        Assert.Equal(800, harness.Pipeline.Metrics.QueueBytesNow);
    }

    [Fact]
    public async Task Messages_that_pile_up_during_a_commit_share_the_next_one()
    {
        var hold = new TaskCompletionSource();
        await using var harness = new PipelineHarness(
            Map(Sensor("power", "p")), new IngestOptions { LingerMs = 0 }, new MemorySink { Hold = hold.Task }).Start();
        for (var i = 0; i < 1000; i++)
            await harness.SendAsync("p", i.ToString());
        hold.SetResult();
        await harness.FinishAsync();
        Assert.Equal(
            Enumerable.Range(0, 1000).Select(i => (double)i), harness.Sink.Samples.Select(sample => sample.Sample.Value));
        Assert.InRange(harness.Sink.BatchSizes.Count, 1, 100);
    }

    [Fact]
    public async Task A_refused_value_is_dead_lettered_with_its_reason_and_the_rest_goes_on()
    {
        await using var harness = new PipelineHarness(Map(Sensor("a", "m:a"), Sensor("b", "m:b")));
        await harness.SendAsync("m", """{"a":1e999,"b":4,"timestamp":"2026-03-01T11:00:00Z"}""");
        await harness.FinishAsync();
        Assert.Equal(4, Assert.Single(harness.Sink.Samples).Sample.Value);
        var letter = Assert.Single(harness.DeadLetters.Latest());
        Assert.Equal(("m:a", RejectReason.NotFinite), (letter.Tag, letter.Reason));
        Assert.Equal(1, harness.Pipeline.Metrics.RejectedByReason[(int)RejectReason.NotFinite]);
    }

    [Fact]
    public async Task A_new_version_of_the_plant_adopts_an_unknown_tag_from_the_next_message_on()
    {
        await using var harness = new PipelineHarness(Map(Sensor("power", "p"))).Start();
        await harness.SendAsync("q", "RUN");
        await harness.Acknowledged.First.Within("the acknowledgement of a message with an unknown tag");
        var unknown = Assert.Single(harness.Pipeline.UnknownTags.Latest());
        Assert.Equal(("q", "test", "RUN", ValueKind.Text), (unknown.Tag, unknown.Source, unknown.LastValue, unknown.KindGuess));
        harness.Pipeline.UseTags(Map(Sensor("power", "p"), Sensor("state", "q", ValueKind.Text)));
        Assert.Empty(harness.Pipeline.UnknownTags.Latest());
        await harness.SendAsync("q", "STOP");
        await harness.FinishAsync();
        Assert.Equal((1, "STOP"), (harness.Sink.Samples[0].SensorKey, harness.Sink.Samples[0].Sample.Text));
    }

    private static Task Until(Func<bool> condition, string what) => Waiting.Until(condition, what);
}
