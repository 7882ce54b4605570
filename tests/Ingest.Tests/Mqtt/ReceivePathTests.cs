using OrleansTwin.Ingest.Mqtt;

namespace OrleansTwin.Ingest.Tests.Mqtt;

/// <summary>The way of a message from its bytes to its acknowledgement, without a socket.</summary>
public sealed class ReceivePathTests
{
    private static readonly MqttOptions Options = new() { UnacknowledgedMessagesMax = 1000, UnacknowledgedBytesMax = 256 * 1024 };

    [Fact]
    public void A_message_on_a_known_topic_allocates_nothing()
    {
        byte[] packet = Bytes.Of("32 18 0003 612F62 0001 02 01 01" + string.Concat(Enumerable.Repeat("41", 14)));
        var parts = new ClientParts(Options, TimeProvider.System);
        var taken = new MqttMessage[100];
        void Round()
        {
            for (int at = 0; at < taken.Length; at++)
                Accept(parts, packet);
            parts.Inbound.Acknowledge(taken.AsSpan(0, parts.Inbound.Take(taken)), MqttReasonCode.Success);
        }
        long Allocated()
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int round = 0; round < 1000; round++)
                Round();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        // The first time also what the runtime itself makes: of a loop that it compiles while it runs.
        Allocated();
        Assert.Equal(0, Allocated());
        Assert.Equal(200_000, parts.Tally.MessagesAcknowledged);
    }

    [Fact]
    public void A_payload_stays_as_it_was_until_its_acknowledgement()
    {
        var parts = new ClientParts(Options, TimeProvider.System);
        var random = new Random(11);
        var held = new List<(MqttMessage Message, byte[] Payload)>();
        for (int round = 0; round < 3000; round++)
        {
            if (!parts.Inbound.Full)
                held.Add(Random(parts, random));
            while (held.Count > 0 && (parts.Inbound.Full || random.Next(3) == 0))
            {
                int any = random.Next(held.Count);
                (MqttMessage message, byte[] payload) = held[any];
                Assert.Equal(payload, message.Payload.ToArray());
                parts.Inbound.Acknowledge([message], MqttReasonCode.Success);
                held.RemoveAt(any);
            }
        }
        Assert.InRange(parts.Inbound.UnacknowledgedBytesNow, 0, Options.UnacknowledgedBytesMax + 40_000);
    }

    [Fact]
    public void Held_memory_closes_the_door_and_released_memory_opens_it()
    {
        var parts = new ClientParts(Options, TimeProvider.System);
        byte[] packet = [.. Bytes.Of("30 C3 B8 02 0001 61"), .. new byte[40_000]];
        var taken = new MqttMessage[100];
        int accepted = 0;
        for (; !parts.Inbound.Full; accepted++)
            Accept(parts, packet, MqttVersion.V311);
        Assert.Equal(7, accepted);
        int count = parts.Inbound.Take(taken);
        parts.Inbound.Acknowledge(taken.AsSpan(0, 1), MqttReasonCode.Success);
        Assert.False(parts.Inbound.Full);
        parts.Inbound.Acknowledge(taken.AsSpan(1, count - 1), MqttReasonCode.Success);
        Assert.Equal((0, 0), (parts.Inbound.UnacknowledgedNow, parts.Inbound.UnacknowledgedBytesNow));
    }

    [Fact]
    public void A_long_topic_counts_as_memory_that_its_message_holds()
    {
        var parts = new ClientParts(Options, TimeProvider.System);
        byte[] packet = [.. Bytes.Of("30 E2D403 EA60"), .. Enumerable.Repeat((byte)'t', 60_000)];
        int accepted = 0;
        for (; !parts.Inbound.Full; accepted++)
            Accept(parts, packet, MqttVersion.V311);
        Assert.Equal(3, accepted);
        var taken = new MqttMessage[3];
        parts.Inbound.Acknowledge(taken.AsSpan(0, parts.Inbound.Take(taken)), MqttReasonCode.Success);
        Assert.Equal(0, parts.Inbound.UnacknowledgedBytesNow);
    }

    private static (MqttMessage Message, byte[] Payload) Random(ClientParts parts, Random random)
    {
        byte[] payload = new byte[random.Next(20) == 0 ? random.Next(40_000) : random.Next(500)];
        random.NextBytes(payload);
        var encoder = new PublishEncoder(new MqttPublish("a", payload, (MqttQos)random.Next(2)), MqttVersion.V5);
        byte[] packet = new byte[encoder.TotalBytes];
        encoder.Write(packet, 1, duplicate: false);
        Accept(parts, packet);
        var taken = new MqttMessage[1];
        Assert.Equal(1, parts.Inbound.Take(taken));
        return (taken[0], payload);
    }

    private static void Accept(ClientParts parts, byte[] bytes, MqttVersion version = MqttVersion.V5)
    {
        Assert.True(FixedHeader.TryRead(bytes, 1 << 20, out FixedHeader header));
        PublishPacket packet = PublishPacket.Read(header.Flags, bytes.AsSpan(header.HeaderBytes, header.BodyBytes), version);
        parts.Inbound.Accept(packet, parts.Topics.Get(packet.TopicUtf8), receivedTicks: 0);
    }
}
