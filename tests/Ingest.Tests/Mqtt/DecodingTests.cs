using OrleansTwin.Ingest.Mqtt;

namespace OrleansTwin.Ingest.Tests.Mqtt;

/// <summary>What comes in: packets of the specification, and what is not allowed in them.</summary>
public sealed class DecodingTests
{
    [Fact]
    public void A_connack_with_every_property()
    {
        MqttConnAck ack = ConnAck("20 3F 01 00 3C"
            + "11 00000064 21 0002 24 01 25 00 27 00000100 12 0001 69 22 0002 1F 0001 72 26 0001 6B 0001 76"
            + "28 00 29 00 2A 00 13 000A 1A 0002 7269 1C 0001 73 26 0001 6B 0001 77", MqttVersion.V5);
        MqttConnAck expected = new()
        {
            Reason = MqttReasonCode.Success,
            SessionPresent = true,
            SessionExpirySeconds = 100,
            ReceiveMaximum = 2,
            MaximumQos = MqttQos.AtLeastOnce,
            RetainAvailable = false,
            MaximumPacketBytes = 256,
            ClientId = "i",
            TopicAliasMaximum = 2,
            ReasonText = "r",
            WildcardsAvailable = false,
            SubscriptionIdentifiersAvailable = false,
            SharedSubscriptionsAvailable = false,
            KeepAliveSeconds = 10,
            ResponseInformation = "ri",
            ServerReference = "s",
            UserProperties = ack.UserProperties,
        };
        Assert.Equal(expected, ack);
        Assert.Equal([new("k", "v"), new("k", "w")], ack.UserProperties);
    }

    [Theory]
    [InlineData(0, MqttReasonCode.Success)]
    [InlineData(1, MqttReasonCode.UnsupportedProtocolVersion)]
    [InlineData(2, MqttReasonCode.ClientIdentifierNotValid)]
    [InlineData(3, MqttReasonCode.ServerUnavailable)]
    [InlineData(4, MqttReasonCode.BadUserNameOrPassword)]
    [InlineData(5, MqttReasonCode.NotAuthorized)]
    public void A_return_code_of_3_1_1_becomes_a_reason(int code, MqttReasonCode expected) =>
        Assert.Equal(expected, ConnAck($"20 02 00 {code:X2}", MqttVersion.V311).Reason);

    [Fact]
    public void A_broker_that_does_not_know_version_5_may_answer_in_the_old_form() =>
        Assert.Equal(MqttReasonCode.UnsupportedProtocolVersion, ConnAck("20 02 00 01", MqttVersion.V5).Reason);

    [Theory]
    [InlineData("20 02 02 00", MqttVersion.V311, MqttReasonCode.MalformedPacket)]
    [InlineData("20 02 01 01", MqttVersion.V311, MqttReasonCode.ProtocolError)]
    [InlineData("20 02 00 09", MqttVersion.V311, MqttReasonCode.MalformedPacket)]
    [InlineData("20 03 00 00 00", MqttVersion.V311, MqttReasonCode.MalformedPacket)]
    [InlineData("20 01 00", MqttVersion.V5, MqttReasonCode.MalformedPacket)]
    [InlineData("20 02 00 00", MqttVersion.V5, MqttReasonCode.MalformedPacket)]
    [InlineData("21 03 00 00 00", MqttVersion.V5, MqttReasonCode.MalformedPacket)]
    [InlineData("20 03 00 42 00", MqttVersion.V5, MqttReasonCode.ProtocolError)]
    [InlineData("20 06 00 00 03 21 0000", MqttVersion.V5, MqttReasonCode.ProtocolError)]
    [InlineData("20 08 00 00 05 27 00000000", MqttVersion.V5, MqttReasonCode.ProtocolError)]
    [InlineData("20 05 00 00 02 24 02", MqttVersion.V5, MqttReasonCode.ProtocolError)]
    [InlineData("20 07 00 00 04 25 01 25 01", MqttVersion.V5, MqttReasonCode.ProtocolError)]
    [InlineData("20 05 00 00 02 01 00", MqttVersion.V5, MqttReasonCode.ProtocolError)]
    [InlineData("20 07 00 00 04 15 0001 61", MqttVersion.V5, MqttReasonCode.BadAuthenticationMethod)]
    [InlineData("20 07 00 00 04 1F 0001 FF", MqttVersion.V5, MqttReasonCode.MalformedPacket)]
    [InlineData("20 04 00 00 00 00", MqttVersion.V5, MqttReasonCode.MalformedPacket)]
    public void A_wrong_connack_is_refused(string hex, MqttVersion version, MqttReasonCode expected) =>
        Assert.Equal(expected, Assert.Throws<MqttProtocolException>(() => ConnAck(hex, version)).Reason);

    [Theory]
    [InlineData("E0 00", MqttReasonCode.Success, null, null)]
    [InlineData("E0 01 8E", MqttReasonCode.SessionTakenOver, null, null)]
    [InlineData("E0 0B 9D 09 1F 0001 72 1C 0002 7331", MqttReasonCode.ServerMoved, "r", "s1")]
    public void A_broker_says_goodbye(string hex, MqttReasonCode reason, string? text, string? server)
    {
        byte[] bytes = Bytes.Of(hex);
        Assert.True(FixedHeader.TryRead(bytes, 1000, out FixedHeader header));
        Assert.Equal(new DisconnectPacket(reason, text, server), DisconnectPacket.Read(header, bytes.AsSpan(header.HeaderBytes)));
    }

    [Fact]
    public void A_header_needs_all_of_its_bytes()
    {
        byte[] bytes = Bytes.Of("30 FF FF 7F");
        for (int count = 0; count < bytes.Length; count++)
        {
            Assert.False(FixedHeader.TryRead(bytes.AsSpan(0, count), int.MaxValue, out _));
            Assert.False(FixedHeader.TryRead(Bytes.Scattered(bytes[..count]), int.MaxValue, out _));
        }
        Assert.True(FixedHeader.TryRead(Bytes.Scattered(bytes), int.MaxValue, out FixedHeader header));
        Assert.Equal(new FixedHeader(0x30, 4, 2_097_151), header);
    }

    [Fact]
    public void An_alias_stands_for_the_topic_that_last_came_with_it()
    {
        var aliases = new InboundAliases(2);
        Assert.Equal("a", aliases.Resolve(1, "a"));
        Assert.Equal("a", aliases.Resolve(1, null));
        Assert.Equal("b", aliases.Resolve(1, "b"));
        Assert.Equal("b", aliases.Resolve(1, null));
        Assert.Equal(MqttReasonCode.ProtocolError, Assert.Throws<MqttProtocolException>(() => aliases.Resolve(2, null)).Reason);
        var tooHigh = Assert.Throws<MqttProtocolException>(() => aliases.Resolve(3, "c"));
        Assert.Equal(MqttReasonCode.TopicAliasInvalid, tooHigh.Reason);
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("#")]
    [InlineData("+")]
    [InlineData("a/+/c/#")]
    [InlineData("$share/g/a/+")]
    [InlineData("/")]
    public void A_filter_that_MQTT_allows(string filter) => MqttTopic.CheckFilter(filter);

    [Theory]
    [InlineData("")]
    [InlineData("a#")]
    [InlineData("a/#/b")]
    [InlineData("a+/b")]
    [InlineData("+a")]
    [InlineData("$share/g")]
    [InlineData("$share//a")]
    [InlineData("$share/g+/a")]
    [InlineData("$share/g/")]
    [InlineData("a\0")]
    public void A_filter_that_MQTT_forbids(string filter) => Assert.Equal(
        MqttReasonCode.TopicFilterInvalid, Assert.Throws<MqttException>(() => MqttTopic.CheckFilter(filter)).Reason);

    [Theory]
    [InlineData("")]
    [InlineData("a/#")]
    [InlineData("+")]
    [InlineData("a\0b")]
    public void A_topic_that_MQTT_forbids(string topic) => Assert.Equal(
        MqttReasonCode.TopicNameInvalid, Assert.Throws<MqttException>(() => MqttTopic.CheckName(topic)).Reason);

    private static MqttConnAck ConnAck(string hex, MqttVersion version)
    {
        byte[] bytes = Bytes.Of(hex);
        Assert.True(FixedHeader.TryRead(bytes, 1000, out FixedHeader header));
        Assert.Equal(bytes.Length, header.TotalBytes);
        return ConnAckReader.Read(header, bytes.AsSpan(header.HeaderBytes), version, "a");
    }
}
