using OrleansTwin.Ingest.Mqtt;
using OrleansTwin.Ingest.Tests.Brokers;

namespace OrleansTwin.Ingest.Tests.Mqtt;

/// <summary>A mosquitto behind a network that fails.</summary>
public sealed class FaultyNetworkTests
{
    private const int Count = 200;

    [Theory]
    [InlineData(MqttVersion.V311)]
    [InlineData(MqttVersion.V5)]
    public async Task A_broker_that_vanishes_without_a_word_is_given_up_and_nothing_is_lost(MqttVersion version)
    {
        await using var broker = await MosquittoBroker.StartAsync(MosquittoBroker.Persistent);
        await using var network = new FaultyNetwork(broker.Port);
        await using var receiver = new MqttClient(Options(network.Port, version) with { KeepAliveSeconds = 1 });
        await receiver.ConnectAsync();
        await receiver.SubscribeAsync([new("a", MqttQos.AtLeastOnce)]);
        Task lost = States.Reached(receiver, MqttState.Waiting);
        network.LoseConnections();
        await PublishAsync(broker, Count);
        await Wait.For("the end of the keepalive", lost);
        Assert.Equal(MqttReasonCode.KeepAliveTimeout, Assert.IsType<MqttException>(receiver.LastError).Reason);
        Received[] received = await Inbox.TakeAsync(receiver, Count);
        Assert.Equal(Enumerable.Range(0, Count).Select(at => $"{at}"), received.Select(each => each.Text));
    }

    [Theory]
    [InlineData(MqttVersion.V311, 1)]
    [InlineData(MqttVersion.V5, 2)]
    public async Task Connections_cut_in_the_middle_of_packets_lose_nothing(MqttVersion version, int seed)
    {
        var random = new Random(seed);
        await using var broker = await MosquittoBroker.StartAsync(MosquittoBroker.Persistent);
        await using var network = new FaultyNetwork(broker.Port) { CutAfter = () => 40 + random.Next(500) };
        await using var receiver = new MqttClient(Options(network.Port, version));
        await receiver.ConnectAsync();
        await receiver.SubscribeAsync([new("a", MqttQos.AtLeastOnce)]);
        await PublishAsync(broker, Count);

        var seen = new HashSet<string>();
        while (seen.Count < Count)
            seen.UnionWith((await Inbox.TakeAsync(receiver, 1)).Select(each => each.Text));
        Assert.Equal(Enumerable.Range(0, Count).Select(at => $"{at}").ToHashSet(), seen);
        Assert.True(receiver.Counters.ConnectionsLost >= 3, $"seed {seed}: {receiver.Counters}");
    }

    private static MqttOptions Options(int port, MqttVersion version) => new()
    {
        Port = port,
        ClientId = "receiver",
        Version = version,
        CleanStart = false,
        ReconnectMinMs = 1,
        ReconnectMaxMs = 1,
    };

    private static async Task PublishAsync(MosquittoBroker broker, int count)
    {
        await using var publisher = new MqttClient(MqttOptions.Parse(broker.Url));
        await publisher.ConnectAsync();
        for (int at = 0; at < count; at++)
            await publisher.PublishAsync(new("a", System.Text.Encoding.UTF8.GetBytes($"{at}"), MqttQos.AtLeastOnce));
    }
}
