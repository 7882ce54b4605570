using System.Text;
using OrleansTwin.Ingest.Mqtt;
using OrleansTwin.Ingest.Pipeline;
using OrleansTwin.Ingest.Tests.Brokers;
using static OrleansTwin.Ingest.Tests.TestPlants;

namespace OrleansTwin.Ingest.Tests;

/// <summary>A journal that takes nothing and a publisher that does not stop: the broker keeps what we have no room for.</summary>
public sealed class BackpressureTests
{
    private const int Messages = 3000;
    private const int PayloadBytes = 2000;
    private const long QueueBytesMax = 100_000;
    private const long UnacknowledgedBytesMax = 512 * 1024;

    [Theory]
    [InlineData(MqttQos.AtMostOnce, 65_535, 500)]
    [InlineData(MqttQos.AtLeastOnce, 65_535, 500)]
    [InlineData(MqttQos.AtLeastOnce, 65_535, 100_000)]
    [InlineData(MqttQos.AtLeastOnce, 100, 100_000)]
    public async Task A_journal_that_stands_still_holds_the_broker_back_before_memory_grows(
        MqttQos qos, int receiveMaximum, int messagesMax)
    {
        var open = new TaskCompletionSource();
        var sink = new MemorySink { Hold = open.Task };
        var limits = new IngestOptions { QueueBytesMax = QueueBytesMax, BatchSamplesMax = 50 };
        await using var broker = await MosquittoBroker.StartAsync("allow_anonymous true\nmax_inflight_messages 8192\n");
        await using var harness = new PipelineHarness(Map(Sensor("power", "m/power")), limits, sink).Start();
        var options = MqttSourceOptions.FromUrl(
            $"{broker.Url}?receiveMaximum={receiveMaximum}&unacknowledgedMessages={messagesMax}"
            + $"&unacknowledgedBytes={UnacknowledgedBytesMax}", "edge-test", ["m/power"]);
        await using var running = await RunningSource.StartAsync(options, harness.Pipeline);

        await PublishAsync(broker, qos);
        if (receiveMaximum == 100)
            await Waiting.Until(() => running.Source.Counters.UnacknowledgedNow >= 100, "as many messages as we announced");
        else
            await Waiting.Until(() => running.Source.Counters.ReceivePauses > 0, "a pause of the receiver");
        var counters = running.Source.Counters;
        Assert.InRange(harness.Pipeline.Metrics.QueueBytesNow, 0, QueueBytesMax);
        Assert.InRange(counters.UnacknowledgedNow, 1, Math.Min(messagesMax, 2 * receiveMaximum));
        Assert.InRange(counters.UnacknowledgedBytesNow, 1, UnacknowledgedBytesMax + ReceiveBlockPool.BlockBytes);
        Assert.Equal(0, counters.MessagesAcknowledged);

        sink.Hold = null;
        open.SetResult();
        await sink.ReachedAsync(Messages);
        await running.StopAsync();
        Assert.Equal(Enumerable.Range(0, Messages), sink.Samples.Select(each => (int)each.Sample.Value));
    }

    private static async Task PublishAsync(MosquittoBroker broker, MqttQos qos)
    {
        await using var publisher = new MqttClient(MqttOptions.Parse(broker.Url));
        await publisher.ConnectAsync().Within("the publisher's connection");
        var messages = Enumerable.Range(0, Messages).Select(at => new MqttPublish(
            "m/power", Encoding.UTF8.GetBytes($"{at}".PadLeft(PayloadBytes)), qos));
        await publisher.PostAsync(messages.ToArray()).AsTask().Within("room for what is published");
        await publisher.FlushAsync().Within("the broker's answers");
    }
}
