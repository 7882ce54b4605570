using System.Text;
using OrleansTwin.Ingest.Mqtt;

namespace OrleansTwin.Ingest.Tests.Mqtt;

/// <summary>What goes out, byte by byte.</summary>
public sealed class EncodingTests
{
    /// <summary>Only what the protocol demands.</summary>
    internal static readonly MqttOptions Minimal = new()
    {
        ClientId = "a",
        ReceiveMaximum = 65535,
        MaximumPacketBytes = 268_435_460,
        TopicAliasMaximum = 0,
    };

    [Fact]
    public void A_minimal_connect_of_3_1_1() => Same(
        "10 0D 0004 4D515454 04 02 003C 0001 61", ConnectPacket.Encode(Minimal, MqttVersion.V311, "a", clean: true));

    [Fact]
    public void A_minimal_connect_of_5_has_no_properties() => Same(
        "10 0E 0004 4D515454 05 02 003C 00 0001 61", ConnectPacket.Encode(Minimal, MqttVersion.V5, "a", clean: true));

    [Fact]
    public void A_connect_with_everything()
    {
        MqttOptions options = Minimal with
        {
            SessionExpirySeconds = 10,
            ReceiveMaximum = 20,
            MaximumPacketBytes = 256,
            TopicAliasMaximum = 10,
            RequestResponseInformation = true,
            RequestProblemInformation = false,
            UserProperties = [new("k", "v")],
            UserName = "u",
            Password = "p",
            Will = new("w", "x"u8.ToArray(), MqttQos.AtLeastOnce, Retain: true)
            {
                DelaySeconds = 5,
                Properties = new() { PayloadIsUtf8 = true },
            },
        };
        Same("10 3D 0004 4D515454 05 EE 003C"
            + "1B 11 0000000A 21 0014 27 00000100 22 000A 19 01 17 00 26 0001 6B 0001 76"
            + "0001 61 07 18 00000005 01 01 0001 77 0001 78 0001 75 0001 70",
            ConnectPacket.Encode(options, MqttVersion.V5, "a", clean: true));
        Same("10 19 0004 4D515454 04 EC 003C 0001 61 0001 77 0001 78 0001 75 0001 70",
            ConnectPacket.Encode(options, MqttVersion.V311, "a", clean: false));
    }

    [Theory]
    [InlineData(MqttVersion.V311, MqttQos.AtMostOnce, false, "30 05 0003 612F62")]
    [InlineData(MqttVersion.V311, MqttQos.AtLeastOnce, false, "32 08 0003 612F62 000A 21")]
    [InlineData(MqttVersion.V5, MqttQos.AtMostOnce, false, "30 07 0003 612F62 00 21")]
    [InlineData(MqttVersion.V5, MqttQos.ExactlyOnce, true, "3C 09 0003 612F62 000A 00 21")]
    public void A_publish(MqttVersion version, MqttQos qos, bool duplicate, string expected)
    {
        byte[] payload = expected.EndsWith("21", StringComparison.Ordinal) ? "!"u8.ToArray() : [];
        Same(expected, Encode(new MqttPublish("a/b", payload, qos), version, 10, duplicate));
    }

    [Fact]
    public void A_publish_with_every_property_and_a_new_alias()
    {
        var properties = new MqttPublishProperties
        {
            PayloadIsUtf8 = false,
            MessageExpirySeconds = 7,
            ContentType = "t",
            ResponseTopic = "r",
            CorrelationData = new byte[] { 9 },
            UserProperties = [new("k", "v")],
        };
        var message = new MqttPublish("a", "!"u8.ToArray(), MqttQos.AtMostOnce, Retain: true, properties);
        var encoder = new PublishEncoder(message, MqttVersion.V5, alias: 3);
        byte[] bytes = new byte[encoder.TotalBytes];
        encoder.Write(bytes, 0, duplicate: false);
        Same("31 22 0001 61 1D 23 0003 01 00 02 00000007 03 0001 74 08 0001 72 09 0001 09 26 0001 6B 0001 76 21", bytes);
    }

    [Fact]
    public void A_known_alias_replaces_the_topic()
    {
        var encoder = new PublishEncoder(new MqttPublish("a", "!"u8.ToArray()), MqttVersion.V5, alias: 3, aliasKnown: true);
        byte[] bytes = new byte[encoder.TotalBytes];
        encoder.Write(bytes, 0, duplicate: false);
        Same("30 07 0000 03 23 0003 21", bytes);
    }

    [Theory]
    [InlineData(MqttVersion.V311, 4, 0, "40 02 0102")]
    [InlineData(MqttVersion.V5, 5, 0, "50 02 0102")]
    [InlineData(MqttVersion.V5, 6, 0x92, "62 03 0102 92")]
    [InlineData(MqttVersion.V311, 6, 0x92, "62 02 0102")]
    [InlineData(MqttVersion.V5, 7, 0, "70 02 0102")]
    public void An_acknowledgement_takes_its_shortest_form(MqttVersion version, int type, int reason, string expected)
    {
        Span<byte> bytes = stackalloc byte[AckPacket.BytesMax];
        int length = new AckPacket((MqttPacketType)type, 0x0102, (MqttReasonCode)reason).Write(bytes, version);
        Same(expected, bytes[..length]);
    }

    [Fact]
    public void Subscribe_and_unsubscribe()
    {
        MqttSubscription[] filters =
        [
            new("a/#", MqttQos.ExactlyOnce)
            {
                NoLocal = true, RetainAsPublished = true, RetainHandling = MqttRetainHandling.DoNotSend, Identifier = 200,
            },
        ];
        Same("82 0C 0001 03 0B C801 0003 612F23 2E", SubscribePacket.Encode(1, filters, MqttVersion.V5));
        Same("82 08 0001 0003 612F23 02", SubscribePacket.Encode(1, filters, MqttVersion.V311));
        Same("A2 08 0002 00 0003 612F23", SubscribePacket.EncodeUnsubscribe(2, ["a/#"], MqttVersion.V5));
        Same("A2 07 0002 0003 612F23", SubscribePacket.EncodeUnsubscribe(2, ["a/#"], MqttVersion.V311));
    }

    [Fact]
    public void Disconnect()
    {
        Same("E0 00", new DisconnectPacket(MqttReasonCode.Success).Encode(MqttVersion.V5));
        Same("E0 01 04", new DisconnectPacket(MqttReasonCode.DisconnectWithWill).Encode(MqttVersion.V5));
        Same("E0 00", new DisconnectPacket(MqttReasonCode.DisconnectWithWill).Encode(MqttVersion.V311));
    }

    [Theory]
    [InlineData(0, "00")]
    [InlineData(127, "7F")]
    [InlineData(128, "8001")]
    [InlineData(16_383, "FF7F")]
    [InlineData(16_384, "808001")]
    [InlineData(2_097_151, "FFFF7F")]
    [InlineData(2_097_152, "80808001")]
    [InlineData(268_435_455, "FFFFFF7F")]
    public void A_length_goes_out_and_comes_back(int value, string expected)
    {
        Span<byte> bytes = stackalloc byte[4];
        int count = PacketSize.WriteLength(bytes, value);
        Same(expected, bytes[..count]);
        Assert.Equal((uint)value, new MqttReader(bytes[..count]).VariableByteInteger());
    }

    [Theory]
    [InlineData(MqttVersion.V311)]
    [InlineData(MqttVersion.V5)]
    public void Whatever_is_published_reads_back_the_same(MqttVersion version)
    {
        var random = new Random(7);
        for (int round = 0; round < 500; round++)
        {
            byte[] payload = new byte[random.Next(0, 300)];
            random.NextBytes(payload);
            var qos = (MqttQos)random.Next(3);
            string topic = new('ü', random.Next(1, 100));
            var properties = new MqttPublishProperties { MessageExpirySeconds = (uint)random.Next(), ContentType = "x/y" };
            bool retain = random.Next(2) == 1;
            var message = new MqttPublish(topic, payload, qos, retain, properties);
            byte[] bytes = Encode(message, version, (ushort)random.Next(1, 65536), duplicate: false);

            Assert.True(FixedHeader.TryRead(Bytes.Scattered(bytes), 1 << 20, out FixedHeader header));
            Assert.Equal(bytes.Length, header.TotalBytes);
            PublishPacket read = PublishPacket.Read(header.Flags, bytes.AsSpan(header.HeaderBytes), version);
            Assert.Equal(topic, Encoding.UTF8.GetString(read.TopicUtf8));
            Assert.Equal(payload, read.Payload.ToArray());
            Assert.Equal((qos, retain), (read.Header.Qos, (header.Flags & 1) == 1));
            var back = new MqttMessageProperties(read.Properties.ToArray());
            Assert.Equal(version == MqttVersion.V5 ? properties.MessageExpirySeconds : null, back.MessageExpirySeconds);
            Assert.Equal(version == MqttVersion.V5 ? "x/y" : null, back.ContentType);
        }
    }

    private static byte[] Encode(MqttPublish message, MqttVersion version, ushort packetId, bool duplicate)
    {
        var encoder = new PublishEncoder(message, version);
        byte[] bytes = new byte[encoder.TotalBytes];
        encoder.Write(bytes, packetId, duplicate);
        return bytes;
    }

    private static void Same(string expected, ReadOnlySpan<byte> actual) =>
        Assert.Equal(Bytes.Hex(Bytes.Of(expected)), Bytes.Hex(actual));
}
