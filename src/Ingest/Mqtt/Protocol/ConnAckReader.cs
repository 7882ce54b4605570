using System.Text;
using static OrleansTwin.Ingest.Mqtt.MqttReasonCode;

namespace OrleansTwin.Ingest.Mqtt;

/// <summary>Reads CONNACK (MQTT 5.0, 3.2; MQTT 3.1.1, 3.2).</summary>
internal static class ConnAckReader
{
    /// <param name="header">The packet's header.</param>
    /// <param name="body">What follows it.</param>
    /// <param name="asked">The version that CONNECT asked for; a broker that does not know it answers in the form of
    /// 3.1.1.</param>
    /// <param name="clientId">The identifier that CONNECT named.</param>
    public static MqttConnAck Read(FixedHeader header, ReadOnlySpan<byte> body, MqttVersion asked, string clientId)
    {
        if (header.Flags != 0)
            throw Malformed.Packet($"CONNACK with flags 0x{header.Flags:X}");
        var reader = new MqttReader(body);
        byte flags = reader.Byte();
        byte code = reader.Byte();
        if (flags > 1)
            throw Malformed.Packet($"CONNACK with acknowledge flags 0x{flags:X}");
        if (flags == 1 && code != 0)
            throw Malformed.Protocol("CONNACK that refuses and tells of a session");
        MqttConnAck ack = asked == MqttVersion.V5 && !reader.AtEnd
            ? ReadV5(ref reader, Check(code), clientId)
            : new() { Reason = FromReturnCode(code), Version = MqttVersion.V311, ClientId = clientId };
        if (asked == MqttVersion.V5 && ack is { Version: MqttVersion.V311, Reason: Success })
            throw Malformed.Packet("CONNACK of version 5 without properties");
        return reader.AtEnd ? ack with { SessionPresent = flags == 1 } : throw Malformed.Packet("CONNACK with bytes too many");
    }

    private static MqttConnAck ReadV5(ref MqttReader reader, MqttReasonCode reason, string clientId)
    {
        ReadOnlySpan<byte> block = PropertyBlock.Read(ref reader, MqttPacketType.ConnAck);
        var ack = new MqttConnAck { Reason = reason, ClientId = clientId, UserProperties = PropertyCursor.UserProperties(block) };
        for (var at = new PropertyCursor(block); at.MoveNext();)
            ack = With(ack, at);
        return ack;
    }

    private static MqttConnAck With(MqttConnAck ack, in PropertyCursor at) => at.Id switch
    {
        MqttPropertyId.SessionExpiryInterval => ack with { SessionExpirySeconds = at.Number },
        MqttPropertyId.ReceiveMaximum => ack with { ReceiveMaximum = (int)at.Number },
        MqttPropertyId.MaximumQos => ack with { MaximumQos = (MqttQos)at.Number },
        MqttPropertyId.RetainAvailable => ack with { RetainAvailable = at.Number == 1 },
        MqttPropertyId.MaximumPacketSize => ack with { MaximumPacketBytes = at.Number },
        MqttPropertyId.AssignedClientIdentifier => ack with { ClientId = Text(at) },
        MqttPropertyId.TopicAliasMaximum => ack with { TopicAliasMaximum = (int)at.Number },
        MqttPropertyId.ReasonString => ack with { ReasonText = Text(at) },
        MqttPropertyId.WildcardSubscriptionAvailable => ack with { WildcardsAvailable = at.Number == 1 },
        MqttPropertyId.SubscriptionIdentifierAvailable => ack with { SubscriptionIdentifiersAvailable = at.Number == 1 },
        MqttPropertyId.SharedSubscriptionAvailable => ack with { SharedSubscriptionsAvailable = at.Number == 1 },
        MqttPropertyId.ServerKeepAlive => ack with { KeepAliveSeconds = (ushort)at.Number },
        MqttPropertyId.ResponseInformation => ack with { ResponseInformation = Text(at) },
        MqttPropertyId.ServerReference => ack with { ServerReference = Text(at) },
        MqttPropertyId.AuthenticationMethod or MqttPropertyId.AuthenticationData => throw Malformed.With(BadAuthenticationMethod,
            "it began an enhanced authentication that was not asked for"),
        _ => ack,
    };

    private static string Text(in PropertyCursor at) => Encoding.UTF8.GetString(at.Bytes);

    private static MqttReasonCode FromReturnCode(byte code) => code switch
    {
        0 => Success,
        1 => UnsupportedProtocolVersion,
        2 => ClientIdentifierNotValid,
        3 => ServerUnavailable,
        4 => BadUserNameOrPassword,
        5 => NotAuthorized,
        0x84 => UnsupportedProtocolVersion,
        _ => throw Malformed.Packet($"CONNACK with return code {code}"),
    };

    private static MqttReasonCode Check(byte code)
    {
        var reason = (MqttReasonCode)code;
        bool known = reason is Success or (>= UnspecifiedError and <= BadAuthenticationMethod) or TopicNameInvalid
            or PacketTooLarge or QuotaExceeded or PayloadFormatInvalid or RetainNotSupported or QosNotSupported
            or UseAnotherServer or ServerMoved
            or ConnectionRateExceeded;
        return known ? reason : throw Malformed.Protocol($"CONNACK with reason 0x{code:X2}, which it can't have");
    }
}
