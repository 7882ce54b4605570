using OrleansTwin.Ingest.Mqtt;
using OrleansTwin.Ingest.Tests.Brokers;

namespace OrleansTwin.Ingest.Tests.Mqtt;

/// <summary>The client and a real broker that knows 3.1.1 only.</summary>
public sealed class AedesTests
{
    [Fact]
    public async Task A_broker_that_refuses_version_5_is_spoken_to_in_3_1_1()
    {
        await using AedesBroker broker = await AedesBroker.StartAsync();
        await using var client = new MqttClient(MqttOptions.Parse(broker.Url + "?clientId=fallback"));
        MqttConnAck ack = await Wait.For("the connection", client.ConnectAsync());
        Assert.Equal(MqttVersion.V311, ack.Version);

        MqttReasonCode[] granted = await client.SubscribeAsync([new("a/#", MqttQos.AtLeastOnce), new("b", MqttQos.ExactlyOnce)]);
        Assert.Equal([MqttReasonCode.GrantedQos1, MqttReasonCode.GrantedQos2], granted);
        var properties = new MqttPublishProperties { ContentType = "left out on 3.1.1" };
        await client.PublishAsync(new("a/1", "one"u8.ToArray(), MqttQos.AtLeastOnce, Properties: properties));
        await client.PublishAsync(new("b", "two"u8.ToArray(), MqttQos.ExactlyOnce));
        Received[] received = await Inbox.TakeAsync(client, 2);
        Assert.Equal([("a/1", "one"), ("b", "two")], received.Select(each => (each.Topic, each.Text)));

        Assert.Equal([MqttReasonCode.Success], await client.UnsubscribeAsync(["b"]));
        Assert.Equal((1, 0), (client.Counters.Connections, client.Counters.ConnectFailures));
    }

    [Fact]
    public async Task Without_fallback_the_refusal_is_told_with_its_remedy()
    {
        await using AedesBroker broker = await AedesBroker.StartAsync();
        await using var client = new MqttClient(MqttOptions.Parse(broker.Url + "?fallback=false"));
        var refused = await Assert.ThrowsAsync<MqttException>(() => Wait.For("the refusal", client.ConnectAsync()));
        Assert.Equal(MqttReasonCode.UnsupportedProtocolVersion, refused.Reason);
        Assert.Contains("version=4", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_fallback_a_lost_connection_comes_back_with_its_subscriptions()
    {
        await using AedesBroker broker = await AedesBroker.StartAsync();
        MqttOptions options = MqttOptions.Parse(broker.Url + "?clientId=back&reconnectMinMs=1&reconnectMaxMs=1");
        await using var client = new MqttClient(options);
        await Wait.For("the connection", client.ConnectAsync());
        await client.SubscribeAsync([new("a")]);
        Task lost = States.Reached(client, MqttState.Waiting), back = States.Reached(client, MqttState.Connected);
        client.BreakConnection();
        await Wait.For("the loss", lost);
        await Wait.For("the return", back);
        await client.PublishAsync(new("a", "again"u8.ToArray(), MqttQos.AtLeastOnce));
        Assert.Equal("again", (await Inbox.TakeAsync(client, 1))[0].Text);
    }
}
