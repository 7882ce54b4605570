using OrleansTwin.Fuzzing;
using OrleansTwin.Ingest.Mqtt;
using OrleansTwin.Ingest.Tests.Brokers;
using OrleansTwin.Ingest.Tests.Mqtt;

namespace OrleansTwin.Ingest.Tests.Fuzz;

/// <summary>
/// A client at work (receiving, publishing, subscribing) whose broker sends damaged packets. Whatever comes, the connection
/// ends with a reason, the client comes back, and it holds no more than it may.
/// </summary>
public sealed class MqttClientFuzzTests
{
    private const int Cases = 400;
    private const int UnacknowledgedMax = 1024;
    private const long UnacknowledgedBytesMax = 256 * 1024;

    [Theory]
    [InlineData(MqttVersion.V311, 3)]
    [InlineData(MqttVersion.V311, 30)]
    [InlineData(MqttVersion.V5, 3)]
    [InlineData(MqttVersion.V5, 30)]
    public async Task Damaged_packets_never_do_more_than_end_the_connection(MqttVersion version, int damageOneIn)
    {
        using var broker = new FakeBroker();
        await using var client = new MqttClient(broker.Options with
        {
            Version = version,
            AllowFallback = false,
            TopicAliasMaximum = 4,
            UnacknowledgedMessagesMax = UnacknowledgedMax,
            UnacknowledgedBytesMax = UnacknowledgedBytesMax,
            MaximumPacketBytes = 100_000,
            InFlightMax = 4,
            TopicCacheSize = 100,
        });
        await using var application = new BusyApplication(client);
        long connections = 0;
        await FuzzRun.EachAsync(Cases, async seed =>
        {
            try
            {
                await ConnectionAsync(broker, new Random(seed), version, damageOneIn);
            }
            catch (TimeoutException late)
            {
                Assert.Fail($"{late.Message} {client.State}, {client.Counters}, {client.LastError}");
            }
            connections++;
            CheckBounds(client);
        });
        await application.DisposeAsync();
        Assert.InRange(client.Counters.Connections + client.Counters.ConnectFailures, connections - 1, connections + 1);
        Assert.InRange(client.Counters.UnacknowledgedBytesNow, 0, ReceiveBlockPool.BlockBytes);
    }

    private static async Task ConnectionAsync(FakeBroker broker, Random random, MqttVersion version, int damageOneIn)
    {
        var bytes = new BrokerBytes(random, version, damageOneIn);
        using FakeConnection connection = await broker.AcceptAsync();
        byte[] all = [.. bytes.ConnAck(), .. bytes.Run()];
        await connection.SendUntilClosedAsync(all, Piece(random));
        await connection.ExpectEndAfterAllAsync();
    }

    private static int Piece(Random random) => random.Next(4) switch
    {
        0 => 1,
        1 => random.Next(2, 50),
        _ => int.MaxValue,
    };

    private static void CheckBounds(MqttClient client)
    {
        Assert.False(client.LastError is MqttException { Reason: MqttReasonCode.ImplementationSpecificError }
            || client.LastError is not (null or MqttException), $"{client.LastError}");
        Assert.InRange(client.Counters.UnacknowledgedNow, 0, UnacknowledgedMax);
        Assert.InRange(client.Counters.UnacknowledgedBytesNow, 0, UnacknowledgedBytesMax + (2 * ReceiveBlockPool.BlockBytes));
        Assert.InRange(client.Counters.InFlightNow, 0, 20);
    }
}
