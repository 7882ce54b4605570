using System.Text;
using OrleansTwin.Ingest.Mqtt;
using OrleansTwin.Ingest.Tests.Brokers;

namespace OrleansTwin.Ingest.Tests.Mqtt;

/// <summary>
/// Sessions that outlive connections, clients and the broker itself: nothing is lost, and QoS 2 is exactly once.
/// </summary>
public sealed class MosquittoSessionTests
{
    private const string Kept = "?cleanStart=false&sessionExpiry=3600&reconnectMinMs=1&reconnectMaxMs=20";

    // What is under way beyond this number, mosquitto 2.0.11 forgets over a restart to have sent, and sends again although it had
    // PUBREC for it.
    private const string RestoresAllUnderWay = "max_inflight_messages 8192\n";

    [Theory]
    [InlineData(MqttVersion.V311, MqttQos.AtLeastOnce)]
    [InlineData(MqttVersion.V311, MqttQos.ExactlyOnce)]
    [InlineData(MqttVersion.V5, MqttQos.AtLeastOnce)]
    [InlineData(MqttVersion.V5, MqttQos.ExactlyOnce)]
    public async Task Connections_that_break_again_and_again_lose_nothing(MqttVersion version, MqttQos qos)
    {
        const int Count = 2000;
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        await using MqttClient sender = await ConnectAsync(broker, "sender", version);
        await using MqttClient receiver = await ConnectAsync(broker, "receiver", version);
        await receiver.SubscribeAsync([new("a", qos)]);
        Task posting = PostAsync(sender, Count, qos, at =>
        {
            if (at % 400 == 100)
                sender.BreakConnection();
            if (at % 400 == 300)
                receiver.BreakConnection();
            return Task.CompletedTask;
        });
        await AllComeAsync(receiver, Count, qos);
        await Wait.For("the sender's last confirmation", posting);
        Assert.True(sender.Counters.ConnectionsLost > 1 && receiver.Counters.ConnectionsLost > 1, $"{receiver.Counters}");
        Assert.Equal((Count, 0), (sender.Counters.PublicationsConfirmed, sender.Counters.PublicationsRefused));
    }

    [Theory]
    [InlineData(MqttVersion.V311, MqttQos.AtLeastOnce)]
    [InlineData(MqttVersion.V5, MqttQos.AtLeastOnce)]
    [InlineData(MqttVersion.V311, MqttQos.ExactlyOnce)]
    [InlineData(MqttVersion.V5, MqttQos.ExactlyOnce)]
    public async Task A_broker_that_restarts_and_keeps_its_sessions_loses_nothing(MqttVersion version, MqttQos qos)
    {
        const int Count = 300;
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync(MosquittoBroker.Persistent + RestoresAllUnderWay);
        await using MqttClient sender = await ConnectAsync(broker, "sender", version);
        await using MqttClient receiver = await ConnectAsync(broker, "receiver", version);
        await receiver.SubscribeAsync([new("a", qos)]);
        Task posting = PostAsync(sender, Count, qos, at => at == Count / 2 ? broker.RestartAsync() : Task.CompletedTask);
        await AllComeAsync(receiver, Count, qos);
        await Wait.For("the sender's last confirmation", posting);
        Assert.Equal((2, true), (receiver.Counters.Connections, receiver.Session?.SessionPresent));
    }

    [Theory]
    [InlineData(MqttVersion.V311)]
    [InlineData(MqttVersion.V5)]
    public async Task What_was_not_acknowledged_comes_again_to_the_next_process(MqttVersion version)
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync(MosquittoBroker.Persistent);
        await using MqttClient sender = await ConnectAsync(broker, "sender", version);
        await using (MqttClient crashing = await ConnectAsync(broker, "receiver", version))
        {
            await crashing.SubscribeAsync([new("a", MqttQos.AtLeastOnce)]);
            await PostAsync(sender, 10, MqttQos.AtLeastOnce);
            Received[] held = await Inbox.HoldAsync(crashing, 10);
            crashing.Acknowledge(held.Take(4).Select(each => each.Raw).ToArray());
            // The broker has seen the four acknowledgements once it answers what was sent behind them.
            await crashing.PublishAsync(new("other", default, MqttQos.AtLeastOnce));
            crashing.BreakConnection();
        }
        await broker.RestartAsync();
        await using MqttClient next = await ConnectAsync(broker, "receiver", version);
        Assert.True(next.Session?.SessionPresent);
        Received[] again = await Inbox.TakeAsync(next, 6);
        Assert.Equal(Enumerable.Range(4, 6).Select(at => $"{at}"), again.Select(each => each.Text));
        Assert.All(again, each => Assert.True(each.Duplicate));
    }

    [Fact]
    public async Task What_comes_while_the_client_is_away_waits_for_it()
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        await using MqttClient sender = await ConnectAsync(broker, "sender", MqttVersion.V5);
        await using (MqttClient first = await ConnectAsync(broker, "receiver", MqttVersion.V5))
            await first.SubscribeAsync([new("a", MqttQos.ExactlyOnce)]);
        await PostAsync(sender, 50, MqttQos.ExactlyOnce);
        await using MqttClient second = await ConnectAsync(broker, "receiver", MqttVersion.V5);
        Received[] received = await Inbox.TakeAsync(second, 50);
        Assert.Equal(Enumerable.Range(0, 50).Select(at => $"{at}"), received.Select(each => each.Text));
    }

    [Fact]
    public async Task A_clean_start_forgets_the_session_and_a_reconnect_of_the_same_client_does_not()
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        await using (MqttClient before = await ConnectAsync(broker, "receiver", MqttVersion.V5))
            await before.SubscribeAsync([new("old")]);
        MqttOptions options = MqttOptions.Parse(broker.Url + Kept + "&clientId=receiver") with { CleanStart = true };
        await using var client = new MqttClient(options);
        Assert.False((await client.ConnectAsync()).SessionPresent);
        Task back = States.Reached(client, MqttState.Connected);
        client.BreakConnection();
        await Wait.For("the return", back);
        Assert.True(client.Session?.SessionPresent);
    }

    [Fact]
    public async Task A_client_may_start_before_its_broker()
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        await broker.StopAsync();
        await using var client = new MqttClient(MqttOptions.Parse(broker.Url + "?reconnectMinMs=1&reconnectMaxMs=20"));
        Task failed = States.Reached(client, MqttState.Waiting);
        client.Start();
        Task<MqttReasonCode[]> subscribing = client.SubscribeAsync([new("a")]);
        Task<MqttReasonCode> publishing = client.PublishAsync(new("a", "early"u8.ToArray(), MqttQos.AtLeastOnce)).AsTask();
        await Wait.For("a failed attempt", failed);
        await broker.StartAgainAsync();
        await Wait.For("the subscription", subscribing);
        await Wait.For("the publication", publishing);
        Assert.True(client.Counters.ConnectFailures > 0);
    }

    private static async Task<MqttClient> ConnectAsync(MosquittoBroker broker, string id, MqttVersion version)
    {
        var client = new MqttClient(MqttOptions.Parse(broker.Url + Kept + $"&clientId={id}") with { Version = version });
        await Wait.For($"the connection of {id}", client.ConnectAsync());
        return client;
    }

    private static async Task PostAsync(MqttClient sender, int count, MqttQos qos, Func<int, Task>? before = null)
    {
        for (int at = 0; at < count; at++)
        {
            await (before?.Invoke(at) ?? Task.CompletedTask);
            await sender.PostAsync(new[] { new MqttPublish("a", Encoding.UTF8.GetBytes($"{at}"), qos) });
        }
        await sender.FlushAsync();
    }

    /// <summary>Takes until every number has come; QoS 2 brings each once.</summary>
    private static async Task AllComeAsync(MqttClient receiver, int count, MqttQos qos)
    {
        var times = new int[count];
        for (int missing = count; missing > 0;)
            foreach (Received each in await Inbox.TakeAsync(receiver, 1))
                if (times[int.Parse(each.Text)]++ == 0)
                    missing--;
                else
                    Assert.True(qos == MqttQos.AtLeastOnce, $"{each.Text} came twice");
    }
}
