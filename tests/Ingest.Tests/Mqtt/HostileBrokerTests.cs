using OrleansTwin.Ingest.Mqtt;
using OrleansTwin.Ingest.Tests.Brokers;

namespace OrleansTwin.Ingest.Tests.Mqtt;

/// <summary>
/// A broker that sends what it may not: the client closes with the right reason, says what was wrong, and comes back.
/// </summary>
public sealed class HostileBrokerTests
{
    [Theory]
    [InlineData("30 FF FF FF FF 01", 0x81)] // a length of five bytes
    [InlineData("30 80 00", 0x81)] // a length longer than it needs to be
    [InlineData("30 80 80 80 01", 0x95)] // 2 MiB
    [InlineData("36 06 0001 61 0001 00", 0x81)] // QoS 3
    [InlineData("38 04 0001 61 00", 0x81)] // duplicate with QoS 0
    [InlineData("32 06 0001 61 0000 00", 0x82)] // packet identifier 0
    [InlineData("30 04 0001 C0 00", 0x81)] // not UTF-8
    [InlineData("30 06 0003 EDA080 00", 0x81)] // a surrogate
    [InlineData("30 04 0001 00 00", 0x81)] // null character
    [InlineData("30 04 0001 23 00", 0x81)] // wildcard
    [InlineData("30 03 0000 00", 0x82)] // neither topic nor alias
    [InlineData("30 01 00", 0x81)] // cut topic
    [InlineData("30 05 0009 61 6263", 0x81)] // topic beyond the packet
    [InlineData("30 07 0001 61 03 23 0000", 0x94)] // alias 0
    [InlineData("30 06 0000 03 23 0001", 0x94)] // alias above our maximum, which is 0
    [InlineData("30 08 0001 61 04 01 00 01 00", 0x82)] // a property twice
    [InlineData("30 09 0001 61 05 11 00000001", 0x82)] // a property of another packet
    [InlineData("30 06 0001 61 02 7F 00", 0x81)] // a property that does not exist
    [InlineData("30 06 0001 61 02 01 02", 0x82)] // a flag of 2
    [InlineData("30 08 0001 61 04 08 0001 2B", 0x82)] // response topic with a wildcard
    [InlineData("30 07 0001 61 03 08 0000", 0x82)] // empty response topic
    [InlineData("30 06 0001 61 02 0B 00", 0x82)] // subscription identifier 0
    [InlineData("30 04 0001 61 7F", 0x81)] // properties beyond the packet
    [InlineData("30 05 0001 61 01 02", 0x81)] // a cut property
    [InlineData("20 03 00 00 00", 0x82)] // a second CONNACK
    [InlineData("10 00", 0x82)] // CONNECT
    [InlineData("82 00", 0x82)] // SUBSCRIBE
    [InlineData("C0 00", 0x82)] // PINGREQ
    [InlineData("D0 01 00", 0x81)] // PINGRESP with a body
    [InlineData("00 00", 0x81)] // packet type 0
    [InlineData("F0 00", 0x82)] // AUTH
    [InlineData("40 01 00", 0x81)] // cut PUBACK
    [InlineData("41 02 0001", 0x81)] // PUBACK with flags
    [InlineData("40 03 0001 42", 0x82)] // PUBACK with a reason that does not exist
    [InlineData("50 02 0000", 0x82)] // PUBREC for packet 0
    [InlineData("60 02 0001", 0x81)] // PUBREL without its flag
    [InlineData("62 05 0001 00 00 00", 0x81)] // PUBREL with a byte too many
    [InlineData("E0 07 81 05 11 00000001", 0x82)] // DISCONNECT with a session expiry
    public async Task Bytes_that_MQTT_forbids_close_the_connection_with_the_right_reason(string hex, int reason)
    {
        using var broker = new FakeBroker();
        await using var client = new MqttClient(broker.Options with { MaximumPacketBytes = 1 << 20 });
        Task<MqttConnAck> connecting = client.ConnectAsync();
        using FakeConnection connection = await broker.WelcomeAsync();
        await Wait.For("the connection", connecting);

        await connection.SendAsync(hex);
        await connection.ExpectAsync($"E0 01 {reason:X2}");
        await connection.ExpectEndAsync();
        using FakeConnection again = await broker.WelcomeAsync();
        await Wait.For("the second connection", client.WaitConnectedAsync());
        Assert.Equal((MqttReasonCode)reason, Assert.IsType<MqttProtocolException>(client.LastError).Reason);
        Assert.Equal(1, client.Counters.ProtocolErrors);
    }

    [Fact]
    public async Task Answers_to_nothing_are_counted_and_change_nothing()
    {
        using var broker = new FakeBroker();
        await using var client = new MqttClient(broker.Options);
        client.Start();
        using FakeConnection connection = await broker.WelcomeAsync();
        await connection.SendAsync("40 02 0001" + "70 02 0002" + "90 04 0001 00 00" + "B0 04 0001 00 00");
        await connection.SendAsync("50 03 0001 80" + "62 02 0003");
        await connection.ExpectAsync("70 03 0003 92");
        Assert.Equal((5, 0), (client.Counters.StrayAnswers, client.Counters.ProtocolErrors));
    }

    [Fact]
    public async Task A_connack_that_ends_at_any_byte_is_told_as_such()
    {
        byte[] connAck = Bytes.Of("20 08 00 00 05 12 0002 6162");
        for (int count = 0; count < connAck.Length; count++)
        {
            using var broker = new FakeBroker();
            await using var client = new MqttClient(broker.Options);
            Task<MqttConnAck> connecting = client.ConnectAsync();
            using (FakeConnection connection = await broker.AcceptAsync())
                await connection.SendAsync(connAck.AsMemory(0, count));
            MqttException failure = await Assert.ThrowsAsync<MqttException>(() => Wait.For("the failure", connecting));
            Assert.Contains("before CONNACK", failure.Message, StringComparison.Ordinal);
            Assert.Equal(MqttState.Stopped, client.State);
        }
    }

    [Fact]
    public async Task A_connack_and_messages_may_come_in_pieces_of_one_byte()
    {
        using var broker = new FakeBroker();
        await using var client = new MqttClient(broker.Options);
        Task<MqttConnAck> connecting = client.ConnectAsync();
        using FakeConnection connection = await broker.AcceptAsync();
        foreach (byte one in Bytes.Of("20 08 00 00 05 12 0002 6162" + "30 06 0001 61 00 6869" + "32 07 0001 62 0001 00 21"))
            await connection.SendAsync(new[] { one });
        Assert.Equal("ab", (await Wait.For("the connection", connecting)).ClientId);
        Received[] received = await Inbox.TakeAsync(client, 2);
        Assert.Equal([("a", "hi"), ("b", "!")], received.Select(each => (each.Topic, each.Text)));
        await connection.ExpectAsync("40 02 0001");
    }

    [Theory]
    [InlineData("20 03 01 00 00", "session after a clean start")]
    [InlineData("48 54 54 50 2F 31", "0x48 where CONNACK was expected")]
    [InlineData("30 04 0001 61 00", "0x30 where CONNACK was expected")]
    [InlineData("20 FF FF FF 7F", "more than the")]
    public async Task A_wrong_greeting_is_refused_with_its_reason(string hex, string expected)
    {
        using var broker = new FakeBroker();
        await using var client = new MqttClient(broker.Options with { MaximumPacketBytes = 1000 });
        Task<MqttConnAck> connecting = client.ConnectAsync();
        using FakeConnection connection = await broker.WelcomeAsync(hex);
        var failure = await Assert.ThrowsAsync<MqttProtocolException>(() => Wait.For("the failure", connecting));
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broker_that_never_answers_is_given_up_after_the_timeout()
    {
        var time = new ManualTime();
        using var broker = new FakeBroker();
        await using var client = new MqttClient(broker.Options, time);
        Task<MqttConnAck> connecting = client.ConnectAsync();
        using FakeConnection connection = await broker.AcceptAsync();
        time.Advance(TimeSpan.FromMilliseconds(client.Options.ConnectTimeoutMs));
        MqttException failure = await Assert.ThrowsAsync<MqttException>(() => Wait.For("the failure", connecting));
        Assert.Contains("did not answer within 10000 ms", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_messages_than_the_receive_maximum_close_the_connection()
    {
        using var broker = new FakeBroker();
        await using var client = new MqttClient(broker.Options with { ReceiveMaximum = 2, EnforceReceiveMaximum = true });
        client.Start();
        using FakeConnection connection = await broker.WelcomeAsync();
        await connection.SendAsync("32 06 0001 61 0001 00" + "32 06 0001 61 0002 00" + "32 06 0001 61 0003 00");
        await connection.ExpectAsync("E0 01 93");
        await connection.ExpectEndAsync();
    }

    [Fact]
    public async Task Random_damage_never_does_more_than_close_the_connection()
    {
        using var broker = new FakeBroker();
        await using var client = new MqttClient(broker.Options with { TopicAliasMaximum = 4 });
        client.Start();
        byte[] valid = Bytes.Of("30 06 0001 61 00 6869" + "32 07 0001 62 0001 00 21" + "34 0A 0001 62 0002 03 23 0001 21"
            + "62 02 0002" + "D0 00" + "E0 07 9D 05 1F 0002 7273");
        for (int seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            byte[] damaged = [.. valid];
            for (int hits = random.Next(1, 4); hits > 0; hits--)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            using (FakeConnection connection = await broker.WelcomeAsync())
                await connection.SendAsync(damaged);
            Assert.False(client.LastError is MqttException { Reason: MqttReasonCode.ImplementationSpecificError },
                $"seed {seed}: {client.LastError}");
        }
        using FakeConnection last = await broker.WelcomeAsync();
        await Wait.For("the connection after all damage", client.WaitConnectedAsync());
    }
}
