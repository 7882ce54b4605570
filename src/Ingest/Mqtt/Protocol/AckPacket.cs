using System.Buffers.Binary;
using static OrleansTwin.Ingest.Mqtt.MqttReasonCode;

namespace OrleansTwin.Ingest.Mqtt;

/// <summary>PUBACK, PUBREC, PUBREL and PUBCOMP, which share one form (MQTT 5.0, 3.4 to 3.7).</summary>
internal readonly record struct AckPacket(MqttPacketType Type, ushort PacketId, MqttReasonCode Reason)
{
    public const int BytesMax = 5;

    public static AckPacket Read(FixedHeader header, ReadOnlySpan<byte> body, MqttVersion version)
    {
        MqttPacketType type = header.Type;
        if (header.Flags != (type == MqttPacketType.PubRel ? 2 : 0))
            throw Malformed.Packet($"{type} with flags 0x{header.Flags:X}");
        var reader = new MqttReader(body);
        ushort packetId = reader.UInt16();
        if (packetId == 0)
            throw Malformed.Protocol($"{type} with packet identifier 0");
        MqttReasonCode reason = Success;
        if (version == MqttVersion.V5 && !reader.AtEnd)
            reason = Check(type, (MqttReasonCode)reader.Byte());
        if (version == MqttVersion.V5 && !reader.AtEnd)
            PropertyBlock.Read(ref reader, type);
        return reader.AtEnd ? new(type, packetId, reason)
            : throw Malformed.Packet($"{type} with {reader.Remaining} bytes too many");
    }

    /// <summary>Writes the shortest form and returns its length. 3.1.1 has no reason codes: they are left out.</summary>
    public int Write(Span<byte> into, MqttVersion version)
    {
        bool withReason = Reason != Success && version == MqttVersion.V5;
        into[0] = (byte)(((int)Type << 4) | (Type == MqttPacketType.PubRel ? 2 : 0));
        into[1] = (byte)(withReason ? 3 : 2);
        BinaryPrimitives.WriteUInt16BigEndian(into[2..], PacketId);
        if (withReason)
            into[4] = (byte)Reason;
        return withReason ? 5 : 4;
    }

    private static MqttReasonCode Check(MqttPacketType type, MqttReasonCode reason)
    {
        bool known = type is MqttPacketType.PubAck or MqttPacketType.PubRec
            ? reason is Success or NoMatchingSubscribers or UnspecifiedError or ImplementationSpecificError or NotAuthorized
                or TopicNameInvalid or PacketIdentifierInUse or QuotaExceeded or PayloadFormatInvalid
            : reason is Success or PacketIdentifierNotFound;
        return known ? reason : throw Malformed.Protocol($"{type} with reason 0x{(int)reason:X2}, which it can't have");
    }
}
