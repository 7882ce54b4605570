using System.Text;
using OrleansTwin.Ingest.Mqtt;
using OrleansTwin.Ingest.Tests.Brokers;

namespace OrleansTwin.Ingest.Tests.Mqtt;

/// <summary>The client and a real mosquitto: what both versions share.</summary>
public sealed class MosquittoTests
{
    [Theory]
    [InlineData(MqttVersion.V311, MqttQos.AtMostOnce)]
    [InlineData(MqttVersion.V311, MqttQos.AtLeastOnce)]
    [InlineData(MqttVersion.V311, MqttQos.ExactlyOnce)]
    [InlineData(MqttVersion.V5, MqttQos.AtMostOnce)]
    [InlineData(MqttVersion.V5, MqttQos.AtLeastOnce)]
    [InlineData(MqttVersion.V5, MqttQos.ExactlyOnce)]
    public async Task A_message_goes_out_and_comes_back_with_every_quality_of_service(MqttVersion version, MqttQos qos)
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        await using var client = new MqttClient(MqttOptions.Parse(broker.Url) with { Version = version });
        MqttConnAck ack = await client.ConnectAsync();
        Assert.Equal(version, ack.Version);

        MqttReasonCode[] granted = await client.SubscribeAsync([new("plant/+/power", MqttQos.ExactlyOnce)]);
        Assert.Equal([MqttReasonCode.GrantedQos2], granted);
        for (int at = 0; at < 100; at++)
            await client.PublishAsync(new("plant/press-3/power", Encoding.UTF8.GetBytes($"{at}"), qos));

        Received[] received = await Inbox.TakeAsync(client, 100);
        Assert.Equal(Enumerable.Range(0, 100).Select(at => $"{at}"), received.Select(each => each.Text));
        Assert.All(received, each => Assert.Equal(("plant/press-3/power", qos, false), (each.Topic, each.Qos, each.Duplicate)));
        Assert.Equal(0, client.Counters.UnacknowledgedNow);
        Assert.Equal(qos == MqttQos.AtMostOnce ? 0 : 100, client.Counters.PublicationsConfirmed);
    }
}
