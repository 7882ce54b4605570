using System.Text;
using static OrleansTwin.Ingest.Mqtt.MqttReasonCode;

namespace OrleansTwin.Ingest.Mqtt;

/// <summary>DISCONNECT (MQTT 5.0, 3.14). 3.1.1 has only an empty one, and only from the client.</summary>
internal sealed record DisconnectPacket(MqttReasonCode Reason, string? ReasonText = null, string? ServerReference = null)
{
    public static DisconnectPacket Read(FixedHeader header, ReadOnlySpan<byte> body)
    {
        if (header.Flags != 0)
            throw Malformed.Packet($"DISCONNECT with flags 0x{header.Flags:X}");
        var reader = new MqttReader(body);
        MqttReasonCode reason = reader.AtEnd ? Success : Check((MqttReasonCode)reader.Byte());
        ReadOnlySpan<byte> block = reader.AtEnd ? [] : PropertyBlock.Read(ref reader, MqttPacketType.Disconnect);
        if (!reader.AtEnd)
            throw Malformed.Packet($"DISCONNECT with {reader.Remaining} bytes too many");
        string? text = null, server = null;
        for (var at = new PropertyCursor(block); at.MoveNext();)
        {
            if (at.Id == MqttPropertyId.ReasonString)
                text = Encoding.UTF8.GetString(at.Bytes);
            else if (at.Id == MqttPropertyId.ServerReference)
                server = Encoding.UTF8.GetString(at.Bytes);
            else if (at.Id == MqttPropertyId.SessionExpiryInterval)
                throw Malformed.Protocol("a session expiry in the broker's DISCONNECT");
        }
        return new(reason, text, server);
    }

    /// <summary>The shortest form.</summary>
    public byte[] Encode(MqttVersion version) =>
        version == MqttVersion.V5 && Reason != Success ? [0xE0, 1, (byte)Reason] : [0xE0, 0];

    private static MqttReasonCode Check(MqttReasonCode reason)
    {
        bool known = reason is Success or (>= UnspecifiedError and <= ImplementationSpecificError) or NotAuthorized or ServerBusy
            or ServerShuttingDown or (>= KeepAliveTimeout and <= TopicNameInvalid) or (>= ReceiveMaximumExceeded
            and <= WildcardSubscriptionsNotSupported);
        return known ? reason : throw Malformed.Protocol($"DISCONNECT with reason 0x{(int)reason:X2}, which it can't have");
    }
}
