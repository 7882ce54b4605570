using static OrleansTwin.Ingest.Mqtt.MqttReasonCode;

namespace OrleansTwin.Ingest.Mqtt;

/// <summary>SUBACK and UNSUBACK (MQTT 5.0, 3.9 and 3.11). UNSUBACK of 3.1.1 carries no codes.</summary>
internal sealed record SubAckPacket(MqttPacketType Type, ushort PacketId, MqttReasonCode[] Codes)
{
    public static SubAckPacket Read(FixedHeader header, ReadOnlySpan<byte> body, MqttVersion version)
    {
        MqttPacketType type = header.Type;
        if (header.Flags != 0)
            throw Malformed.Packet($"{type} with flags 0x{header.Flags:X}");
        var reader = new MqttReader(body);
        ushort packetId = reader.UInt16();
        if (packetId == 0)
            throw Malformed.Protocol($"{type} with packet identifier 0");
        if (version == MqttVersion.V5)
            PropertyBlock.Read(ref reader, type);
        var codes = new MqttReasonCode[reader.Remaining];
        for (int at = 0; at < codes.Length; at++)
            codes[at] = Check(type, (MqttReasonCode)reader.Byte());
        return new(type, packetId, codes);
    }

    private static MqttReasonCode Check(MqttPacketType type, MqttReasonCode code)
    {
        bool known = code is Success or UnspecifiedError or ImplementationSpecificError or NotAuthorized or TopicFilterInvalid
            or PacketIdentifierInUse
            || (type == MqttPacketType.SubAck
                ? code is GrantedQos1 or GrantedQos2 or QuotaExceeded or SharedSubscriptionsNotSupported
                    or SubscriptionIdentifiersNotSupported or WildcardSubscriptionsNotSupported
                : code is NoSubscriptionExisted);
        return known ? code : throw Malformed.Protocol($"{type} with code 0x{(int)code:X2}, which it can't have");
    }
}
