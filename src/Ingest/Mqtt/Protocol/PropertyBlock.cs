using static OrleansTwin.Ingest.Mqtt.MqttPropertyId;

namespace OrleansTwin.Ingest.Mqtt;

/// <summary>Reads and checks the properties of one packet: known, allowed there, not repeated, values in range.</summary>
internal static class PropertyBlock
{
    /// <summary>The checked properties, without their length.</summary>
    public static ReadOnlySpan<byte> Read(scoped ref MqttReader reader, MqttPacketType packet)
    {
        uint length = reader.VariableByteInteger();
        if (length > reader.Remaining)
            throw Malformed.Packet($"{packet} properties of {length} bytes where {reader.Remaining} are left");
        ReadOnlySpan<byte> block = reader.Take((int)length);
        if (length > 0)
            Check(block, packet);
        return block;
    }

    private static void Check(ReadOnlySpan<byte> block, MqttPacketType packet)
    {
        ulong seen = 0;
        for (var cursor = new PropertyCursor(block); cursor.MoveNext();)
        {
            if (!PropertyRules.Allowed(cursor.Id, packet))
                throw Malformed.Protocol($"{cursor.Id} in {packet}, where it may not stand");
            ulong bit = 1UL << (int)cursor.Id;
            if ((seen & bit) != 0 && !Repeatable(cursor.Id, packet))
                throw Malformed.Protocol($"{cursor.Id} twice in one {packet}");
            seen |= bit;
            CheckValue(cursor);
        }
    }

    private static bool Repeatable(MqttPropertyId id, MqttPacketType packet) =>
        id == UserProperty || (id == SubscriptionIdentifier && packet == MqttPacketType.Publish);

    private static void CheckValue(in PropertyCursor at)
    {
        switch (at.Id)
        {
            case ReceiveMaximum or MaximumPacketSize or SubscriptionIdentifier when at.Number == 0:
                throw Malformed.Protocol($"{at.Id} 0, expected at least 1");
            case TopicAlias when at.Number == 0:
                throw Malformed.With(MqttReasonCode.TopicAliasInvalid, "topic alias 0, expected at least 1");
            case ResponseTopic when at.Bytes.IsEmpty:
                throw Malformed.Protocol("an empty response topic");
            case ResponseTopic when at.Bytes.ContainsAny((byte)'#', (byte)'+'):
                throw Malformed.Protocol("a response topic with a wildcard");
            default:
                if (PropertyRules.KindOf((uint)at.Id) == PropertyKind.Byte && at.Number > 1)
                    throw Malformed.Protocol($"{at.Id} {at.Number}, expected 0 or 1");
                break;
        }
    }
}
