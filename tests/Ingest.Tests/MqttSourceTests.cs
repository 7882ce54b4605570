using System.Text;
using OrleansTwin.Ingest.Mqtt;
using OrleansTwin.Ingest.Pipeline;
using OrleansTwin.Ingest.Sources;
using OrleansTwin.Ingest.Tests.Brokers;
using OrleansTwin.Twins.Model;
using static OrleansTwin.Ingest.Tests.TestPlants;

namespace OrleansTwin.Ingest.Tests;

/// <summary>The way from a real mosquitto to a journal in memory, with falls in between.</summary>
public sealed class MqttSourceTests
{
    private const int Pulses = 200;

    [Theory]
    [InlineData(MqttVersion.V311)]
    [InlineData(MqttVersion.V5)]
    public async Task Messages_of_a_broker_are_committed_and_acknowledged(MqttVersion version)
    {
        await using var broker = await MosquittoBroker.StartAsync();
        await using var harness = new PipelineHarness(Map(Sensor("power", "m/power"), Sensor("temp", "m/all:temp"))).Start();
        await using var running = await RunningSource.StartAsync(broker, harness, version, "m/power", "m/all");
        await PublishAsync(broker, Pulses, i =>
            new MqttPublish("m/power", Utf8($"{{\"value\":{i},\"ts\":{1_772_366_400 + i}}}"), MqttQos.AtLeastOnce));
        await PublishAsync(broker, 1, _ => new MqttPublish("m/all", Utf8("{\"temp\":20.5}"), MqttQos.ExactlyOnce));
        await harness.Sink.ReachedAsync(Pulses + 1);
        var powers = harness.Sink.Samples.Where(sample => sample.SensorKey == 0).Select(sample => (int)sample.Sample.Value);
        Assert.Equal(Enumerable.Range(0, Pulses), powers);
        Assert.Equal(20.5, harness.Sink.Samples.Single(sample => sample.SensorKey == 1).Sample.Value);
        await running.StopAsync();
        Assert.Equal((Pulses + 1L, Pulses + 1L), (running.Source.Status.Messages, running.Source.Status.Acknowledged));
    }

    [Fact]
    public async Task A_new_version_of_the_plant_changes_the_subscriptions()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        await using var harness = new PipelineHarness(Map(Sensor("power", "m/power"), Sensor("temp", "n/temp"))).Start();
        await using var running = await RunningSource.StartAsync(broker, harness, MqttVersion.V5, "m/power");
        running.Source.UsePlant(Plant(null, Sensor("temp", "n/temp")));
        await Until(() => running.Source.SubscribedFilters is ["n/temp"], "the new subscription");
        await PublishAsync(broker, 1, _ => new MqttPublish("m/power", Utf8("1"), MqttQos.AtLeastOnce));
        await PublishAsync(broker, 1, _ => new MqttPublish("n/temp", Utf8("2"), MqttQos.AtLeastOnce));
        await harness.Sink.ReachedAsync(1);
        await running.StopAsync();
        Assert.Equal(2, harness.Sink.Samples.Single().Sample.Value);
    }

    [Fact]
    public async Task What_an_earlier_process_had_subscribed_for_another_version_of_the_plant_is_ended()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        await using var harness = new PipelineHarness(Map(Sensor("power", "m/power"), Sensor("temp", "n/temp"))).Start();
        await using (var earlier = await RunningSource.StartAsync(broker, harness, MqttVersion.V5, "m/power", "n/temp"))
            await earlier.StopAsync();
        var former = Plant(null, Sensor("power", "m/power"), Sensor("temp", "n/temp"));
        await using var running = RunningSource.Start(
            broker, harness.Pipeline, MqttVersion.V5, source => source.LeavePlant(former), "n/temp");
        await running.ConnectedAsync();
        await PublishAsync(broker, 1, _ => new MqttPublish("m/power", Utf8("1"), MqttQos.AtLeastOnce));
        await PublishAsync(broker, 1, _ => new MqttPublish("n/temp", Utf8("2"), MqttQos.AtLeastOnce));
        await harness.Sink.ReachedAsync(1);
        await running.StopAsync();
        Assert.Equal(2, harness.Sink.Samples.Single().Sample.Value);
    }

    [Fact]
    public async Task What_was_not_committed_when_the_process_fell_comes_again_and_counts_once()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        var never = new TaskCompletionSource();
        var sink = new MemorySink { Hold = never.Task };
        await using (var first = new PipelineHarness(Map(Sensor("pulse", "m/pulse")), sink: sink).Start())
        {
            await using var running = await RunningSource.StartAsync(broker, first, MqttVersion.V5, "m/pulse");
            await PublishAsync(broker, Pulses, _ => new MqttPublish("m/pulse", Utf8("1"), MqttQos.AtLeastOnce));
            await Until(() => running.Source.Status.Messages == Pulses, $"{Pulses} messages received");
            await first.KillAsync();
            await running.FallAsync();
            Assert.Equal(0, running.Source.Status.Acknowledged);
        }
        Assert.Empty(sink.Samples);
        sink.Hold = null;
        await using var second = new PipelineHarness(Map(Sensor("pulse", "m/pulse")), sink: sink).Start();
        await using var again = await RunningSource.StartAsync(broker, second, MqttVersion.V5, "m/pulse");
        await sink.ReachedAsync(Pulses);
        await again.StopAsync();
        Assert.Equal(Pulses, sink.Samples.Count);
    }

    [Fact]
    public async Task What_was_committed_but_not_acknowledged_when_the_process_fell_is_recognised_and_not_journaled_again()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        var sink = new HangingSink();
        await using (var first = new PipelineHarness(Map(Sensor("pulse", "m/pulse")), sink: sink.Journal))
        {
            var pipeline = new IngestPipeline(
                new IngestOptions(), Map(Sensor("pulse", "m/pulse")), sink, sink.Journal, first.DeadLetters);
            using var kill = new CancellationTokenSource();
            var piping = pipeline.RunAsync(kill.Token);
            await using var running = await RunningSource.StartAsync(broker, pipeline, MqttVersion.V5, "m/pulse");
            await PublishAsync(broker, Pulses, _ => new MqttPublish("m/pulse", Utf8("1"), MqttQos.AtLeastOnce));
            await sink.Journal.ReachedAsync(1);
            await Until(() => running.Source.Status.Messages == Pulses, $"{Pulses} messages received");
            await kill.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => piping.Within("the end of the killed pipeline"));
            await running.FallAsync();
            Assert.Equal(0, running.Source.Status.Acknowledged);
        }
        var committedBefore = sink.Journal.Samples.Count;
        Assert.InRange(committedBefore, 1, Pulses);
        await using var second = new PipelineHarness(Map(Sensor("pulse", "m/pulse")), sink: sink.Journal).Start();
        await using var again = await RunningSource.StartAsync(broker, second, MqttVersion.V5, "m/pulse");
        await Until(() => again.Source.Status.Acknowledged == Pulses, $"{Pulses} acknowledgements");
        await again.StopAsync();
        Assert.Equal(Pulses, sink.Journal.Samples.Count);
        Assert.Equal(committedBefore, second.Pipeline.Metrics.DuplicateMessages);
    }

    [Fact]
    public async Task A_broker_that_restarts_loses_nothing()
    {
        await using var broker = await MosquittoBroker.StartAsync(MosquittoBroker.Persistent);
        await using var harness = new PipelineHarness(Map(Sensor("pulse", "m/pulse"))).Start();
        await using var running = await RunningSource.StartAsync(broker, harness, MqttVersion.V5, "m/pulse");
        await PublishAsync(broker, 50, _ => new MqttPublish("m/pulse", Utf8("1"), MqttQos.AtLeastOnce));
        await harness.Sink.ReachedAsync(50);
        await broker.RestartAsync();
        await PublishAsync(broker, 50, _ => new MqttPublish("m/pulse", Utf8("1"), MqttQos.AtLeastOnce));
        await harness.Sink.ReachedAsync(100);
        Assert.Equal(1, running.Source.Status.Reconnects);
        await running.StopAsync();
        Assert.Equal(100, harness.Sink.Samples.Count);
    }

    [Fact]
    public async Task A_broker_that_is_not_there_yet_is_waited_for_and_the_status_says_so()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        await broker.StopAsync();
        await using var harness = new PipelineHarness(Map(Sensor("pulse", "m/pulse"))).Start();
        await using var running = RunningSource.Start(broker, harness.Pipeline, MqttVersion.V5, "m/pulse");
        await Until(
            () => running.Source.Status is { State: SourceState.Connecting, LastError: not null }, "an error in the status");
        await broker.StartAgainAsync();
        await running.ConnectedAsync();
        Assert.Equal(SourceState.Running, running.Source.Status.State);
        await running.StopAsync();
    }

    [Fact]
    public void Filters_come_from_the_plant_file_or_from_its_tags_and_rules()
    {
        var rules = new TelemetryRules
        {
            Tags = [new TagRule("plant/{line}/+/x-{n}:{signal}", "{signal}"), new TagRule("all/#", "x")],
        };
        Assert.Equal(
            ["m", "a:b/c", "plant/+/+/+", "all/#"],
            MqttFilters.Of(Plant(rules, Sensor("x", "m:x"), Sensor("y", "m:y"), Sensor("z", "a:b/c"))));
        Assert.Equal(["mine/#"], MqttFilters.Of(Plant(rules with { Subscriptions = ["mine/#"] }, Sensor("x", "m:x"))));
        var many = Enumerable.Range(0, 501).Select(i => Sensor($"s{i}", $"plant/topic-{i}")).ToArray();
        Assert.Equal(["plant/#"], MqttFilters.Of(Plant(null, many)));
    }

    [Fact]
    public void A_url_asks_for_a_kept_session_unless_it_says_otherwise()
    {
        var kept = MqttSourceOptions.FromUrl("mqtt://h", "edge-1", ["#"]).Client;
        Assert.Equal(("edge-1", false), (kept.ClientId, kept.CleanStart));
        var own = MqttSourceOptions.FromUrl("mqtt://h?clientId=me", "edge-1", ["#"]).Client;
        Assert.Equal(("me", false), (own.ClientId, own.CleanStart));
        Assert.True(MqttSourceOptions.FromUrl("mqtt://h?cleanStart=true", "edge-1", ["#"]).Client.CleanStart);
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static async Task PublishAsync(MosquittoBroker broker, int count, Func<int, MqttPublish> message)
    {
        await using var publisher = new MqttClient(MqttOptions.Parse(broker.Url));
        await publisher.ConnectAsync().Within("the publisher's connection");
        for (var i = 0; i < count; i++)
            await publisher.PublishAsync(message(i)).AsTask().Within("the broker's answer to a publication");
    }

    private static Task Until(Func<bool> condition, string what) => Waiting.Until(condition, what);
}
