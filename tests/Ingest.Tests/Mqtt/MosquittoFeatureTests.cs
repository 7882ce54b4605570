using System.Text;
using OrleansTwin.Ingest.Mqtt;
using OrleansTwin.Ingest.Tests.Brokers;

namespace OrleansTwin.Ingest.Tests.Mqtt;

/// <summary>What version 5 brings, and retained messages and wills, against a real mosquitto.</summary>
public sealed class MosquittoFeatureTests
{
    [Fact]
    public async Task Every_property_of_a_message_arrives()
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        await using MqttClient client = await ConnectAsync(broker);
        await client.SubscribeAsync([new("a") { Identifier = 42 }]);
        await client.PublishAsync(new("a", "{}"u8.ToArray(), MqttQos.AtLeastOnce, Properties: new()
        {
            PayloadIsUtf8 = true,
            MessageExpirySeconds = 100,
            ContentType = "application/json",
            ResponseTopic = "answers",
            CorrelationData = new byte[] { 1, 2 },
            UserProperties = [new("unit", "kW"), new("unit", "MW")],
        }));
        MqttMessage message = (await Inbox.HoldAsync(client, 1))[0].Raw;
        MqttMessageProperties properties = message.Properties;
        Assert.True(properties.PayloadIsUtf8);
        Assert.InRange(properties.MessageExpirySeconds ?? 0, 98u, 100u);
        Assert.Equal(("application/json", "answers"), (properties.ContentType, properties.ResponseTopic));
        Assert.Equal([1, 2], properties.CorrelationData.ToArray());
        Assert.Equal([new("unit", "kW"), new("unit", "MW")], properties.UserProperties);
        Assert.Equal([42u], properties.SubscriptionIdentifiers);
        Assert.InRange(message.ReceivedTicks, DateTime.UtcNow.AddMinutes(-1).Ticks, DateTime.UtcNow.Ticks);
        client.Acknowledge(message);
    }

    [Fact]
    public async Task A_shared_subscription_gives_each_message_to_one_of_the_group()
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        await using MqttClient one = await ConnectAsync(broker), other = await ConnectAsync(broker);
        await using MqttClient sender = await ConnectAsync(broker);
        await one.SubscribeAsync([new("$share/group/a/#")]);
        await other.SubscribeAsync([new("$share/group/a/#")]);
        MqttPublish[] batch = [.. Enumerable.Range(0, 100).Select(at => new MqttPublish($"a/{at}", default, (MqttQos)1))];
        await sender.PostAsync(batch);
        await sender.FlushAsync();
        Received[] first = await Inbox.TakeAsync(one, 50), second = await Inbox.TakeAsync(other, 50);
        Assert.Equal(batch.Select(each => each.Topic).Order(), first.Concat(second).Select(each => each.Topic).Order());
    }

    [Fact]
    public async Task A_client_that_vanishes_leaves_its_will_and_one_that_says_goodbye_does_not()
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        await using MqttClient watcher = await ConnectAsync(broker);
        await watcher.SubscribeAsync([new("wills/#", MqttQos.ExactlyOnce)]);
        MqttOptions WithWill(string id) => MqttOptions.Parse(broker.Url) with
        {
            Will = new($"wills/{id}", "gone"u8.ToArray(), MqttQos.ExactlyOnce)
            {
                Properties = new() { ContentType = "text/plain" },
            },
        };
        await using (var polite = new MqttClient(WithWill("polite")))
            await polite.ConnectAsync();
        await using var vanishing = new MqttClient(WithWill("vanishing"));
        await vanishing.ConnectAsync();
        vanishing.BreakConnection();
        Received will = (await Inbox.HoldAsync(watcher, 1))[0];
        Assert.Equal(("wills/vanishing", "gone", MqttQos.ExactlyOnce), (will.Topic, will.Text, will.Qos));
        Assert.Equal("text/plain", will.Raw.Properties.ContentType);
        watcher.Acknowledge(will.Raw);
        await using (var wanting = new MqttClient(WithWill("wanting")))
        {
            await wanting.ConnectAsync();
            await wanting.DisconnectAsync(MqttReasonCode.DisconnectWithWill);
        }
        Assert.Equal("wills/wanting", (await Inbox.TakeAsync(watcher, 1))[0].Topic);
    }

    [Fact]
    public async Task A_retained_message_comes_as_the_subscription_asks()
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        await using MqttClient client = await ConnectAsync(broker);
        await client.PublishAsync(new("kept", "1"u8.ToArray(), MqttQos.AtLeastOnce, Retain: true));
        await client.SubscribeAsync([new("kept")]);
        Assert.True((await Inbox.TakeAsync(client, 1))[0].Retain);
        await client.SubscribeAsync([new("kept") { RetainHandling = MqttRetainHandling.SendIfNewSubscription }]);
        await client.UnsubscribeAsync(["kept"]);
        await client.SubscribeAsync([new("kept") { RetainHandling = MqttRetainHandling.DoNotSend, RetainAsPublished = true }]);
        await client.PublishAsync(new("kept", "2"u8.ToArray(), MqttQos.AtLeastOnce, Retain: true));
        Received next = (await Inbox.TakeAsync(client, 1))[0];
        Assert.Equal(("2", true), (next.Text, next.Retain));
    }

    [Fact]
    public async Task A_client_does_not_hear_itself_when_it_asks_not_to()
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        await using MqttClient client = await ConnectAsync(broker), other = await ConnectAsync(broker);
        await client.SubscribeAsync([new("a") { NoLocal = true }]);
        await client.PublishAsync(new("a", "own"u8.ToArray(), MqttQos.AtLeastOnce));
        await other.PublishAsync(new("a", "other"u8.ToArray(), MqttQos.AtLeastOnce));
        Assert.Equal("other", (await Inbox.TakeAsync(client, 1))[0].Text);
    }

    [Fact]
    public async Task Topics_sent_by_alias_arrive_in_full_and_take_fewer_bytes()
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        await using MqttClient receiver = await ConnectAsync(broker), plain = await ConnectAsync(broker);
        await using MqttClient brief = await ConnectAsync(broker, "?outgoingTopicAliases=100");
        Assert.Equal(10, brief.Session?.TopicAliasMaximum);
        await receiver.SubscribeAsync([new("a/#")]);
        MqttPublish[] batch =
            [.. Enumerable.Range(0, 100).Select(at => new MqttPublish($"a/long/topic/{at % 20}", default, (MqttQos)(at % 3)))];
        foreach (MqttClient sender in new[] { plain, brief })
        {
            await sender.PostAsync(batch);
            Received[] received = await Inbox.TakeAsync(receiver, 100);
            Assert.Equal(batch.Select(each => each.Topic).Order(), received.Select(each => each.Topic).Order());
            await sender.FlushAsync();
        }
        Assert.InRange(brief.Counters.BytesSent, 1, plain.Counters.BytesSent - 200);
    }

    [Fact]
    public async Task A_receive_maximum_of_2_lets_no_third_message_come()
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        await using MqttClient client = await ConnectAsync(broker, "?receiveMaximum=2"), sender = await ConnectAsync(broker);
        await client.SubscribeAsync([new("a"), new("mark", MqttQos.AtMostOnce)]);
        for (int at = 0; at < 10; at++)
            await sender.PublishAsync(new("a", Encoding.UTF8.GetBytes($"{at}"), MqttQos.AtLeastOnce));
        await sender.PublishAsync(new("mark", default));
        Received[] held = await Inbox.HoldAsync(client, 3);
        Assert.Equal(["a", "a", "mark"], held.Select(each => each.Topic));
        client.Acknowledge(held.Select(each => each.Raw).ToArray());
        Received[] rest = await Inbox.TakeAsync(client, 8);
        Assert.Equal(Enumerable.Range(2, 8).Select(at => $"{at}"), rest.Select(each => each.Text));
    }

    [Fact]
    public async Task A_message_above_our_maximum_is_kept_away_and_the_rest_goes_on()
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        await using MqttClient client = await ConnectAsync(broker, "?maximumPacketBytes=256");
        await using MqttClient sender = await ConnectAsync(broker);
        await client.SubscribeAsync([new("a")]);
        await sender.PublishAsync(new("a", new byte[1000], MqttQos.AtLeastOnce));
        await sender.PublishAsync(new("a", "small"u8.ToArray(), MqttQos.AtLeastOnce));
        Assert.Equal("small", (await Inbox.TakeAsync(client, 1))[0].Text);
        Assert.Equal(0, client.Counters.ConnectionsLost);
    }

    [Fact]
    public async Task The_broker_s_maximum_is_known_before_a_message_is_sent()
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync("allow_anonymous true\nmax_packet_size 300");
        await using MqttClient client = await ConnectAsync(broker);
        MqttException refused = await Assert.ThrowsAsync<MqttException>(
            () => client.PublishAsync(new("a", new byte[300], MqttQos.AtLeastOnce)).AsTask());
        Assert.Equal(MqttReasonCode.PacketTooLarge, refused.Reason);
        MqttReasonCode taken = await client.PublishAsync(new("a", new byte[200], MqttQos.AtLeastOnce));
        Assert.Equal(MqttReasonCode.NoMatchingSubscribers, taken);
    }

    [Fact]
    public async Task The_broker_names_a_client_that_has_no_name()
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        await using MqttClient client = await ConnectAsync(broker);
        Assert.NotEqual("", client.Session?.ClientId);
    }

    [Theory]
    [InlineData(MqttQos.AtMostOnce)]
    [InlineData(MqttQos.AtLeastOnce)]
    public async Task A_slow_application_holds_the_broker_back_and_then_gets_everything(MqttQos qos)
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        await using MqttClient client = await ConnectAsync(broker, "?unacknowledgedMessages=8&version=4");
        await using MqttClient sender = await ConnectAsync(broker);
        await client.SubscribeAsync([new("a", qos)]);
        MqttPublish[] batch =
            [.. Enumerable.Range(0, 200).Select(at => new MqttPublish("a", Encoding.UTF8.GetBytes($"{at}"), qos))];
        await sender.PostAsync(batch);
        await sender.FlushAsync();
        Received[] held = await Inbox.HoldAsync(client, 8);
        Assert.Equal(8, client.Counters.UnacknowledgedNow);
        client.Acknowledge(held.Select(each => each.Raw).ToArray());
        Received[] rest = await Inbox.TakeAsync(client, 192);
        Assert.Equal(Enumerable.Range(8, 192).Select(at => $"{at}"), rest.Select(each => each.Text));
        Assert.True(client.Counters.ReceivePauses > 0);
    }

    private static async Task<MqttClient> ConnectAsync(MosquittoBroker broker, string query = "")
    {
        var client = new MqttClient(MqttOptions.Parse(broker.Url + query));
        await Wait.For("the connection", client.ConnectAsync());
        return client;
    }
}
