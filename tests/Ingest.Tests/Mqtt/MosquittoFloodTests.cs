using System.Buffers.Binary;
using OrleansTwin.Ingest.Mqtt;
using OrleansTwin.Ingest.Tests.Brokers;

namespace OrleansTwin.Ingest.Tests.Mqtt;

/// <summary>Many messages through a real mosquitto, as the simulator sends them and the ingest loop takes them.</summary>
public sealed class MosquittoFloodTests
{
    private const int Batch = 500;

    [Theory]
    [InlineData(MqttVersion.V5, MqttQos.AtMostOnce, 100_000)]
    [InlineData(MqttVersion.V5, MqttQos.AtLeastOnce, 50_000)]
    [InlineData(MqttVersion.V5, MqttQos.ExactlyOnce, 20_000)]
    [InlineData(MqttVersion.V311, MqttQos.AtLeastOnce, 20_000)]
    public async Task Every_message_of_a_flood_arrives_once_and_in_order(MqttVersion version, MqttQos qos, int count)
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        MqttOptions options = MqttOptions.Parse(broker.Url) with { Version = version };
        await using MqttClient sender = new(options), receiver = new(options);
        await Wait.For("both connections", Task.WhenAll(sender.ConnectAsync(), receiver.ConnectAsync()));
        await receiver.SubscribeAsync([new("plant/#", qos)]);
        Task sending = SendAsync(sender, qos, count);
        using var limit = new CancellationTokenSource(Wait.Limit);
        var messages = new MqttMessage[Batch];
        for (int expected = 0; expected < count;)
        {
            int got = await receiver.ReceiveAsync(messages, limit.Token);
            for (int at = 0; at < got; at++, expected++)
                Assert.Equal(expected, BinaryPrimitives.ReadInt32BigEndian(messages[at].Payload.Span));
            receiver.Acknowledge(messages.AsSpan(0, got));
        }
        await Wait.For("the last confirmation", sending);
        Assert.Equal((count, 0), (receiver.Counters.MessagesReceived, receiver.Counters.UnacknowledgedNow));
        Assert.Equal(qos == MqttQos.AtMostOnce ? 0 : count, sender.Counters.PublicationsConfirmed);
    }

    private static async Task SendAsync(MqttClient sender, MqttQos qos, int count)
    {
        var batch = new MqttPublish[Batch];
        for (int first = 0; first < count; first += Batch)
        {
            for (int at = 0; at < Batch; at++)
            {
                byte[] payload = new byte[100];
                BinaryPrimitives.WriteInt32BigEndian(payload, first + at);
                batch[at] = new($"plant/line-1/machine-{at % 12}/power", payload, qos);
            }
            await sender.PostAsync(batch);
        }
        await sender.FlushAsync();
    }
}
