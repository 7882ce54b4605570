namespace OrleansTwin.Ingest.Mqtt;

/// <summary>A PUBLISH as it was received (MQTT 5.0, 3.3). The topic's text is checked by who turns it into a string.</summary>
internal readonly ref struct PublishPacket
{
    public required PublishHeader Header { get; init; }

    /// <summary>Empty when a topic alias stands for it.</summary>
    public required ReadOnlySpan<byte> TopicUtf8 { get; init; }

    /// <summary>Checked; without their length.</summary>
    public required ReadOnlySpan<byte> Properties { get; init; }

    public required ReadOnlySpan<byte> Payload { get; init; }

    public static PublishPacket Read(byte flags, ReadOnlySpan<byte> body, MqttVersion version)
    {
        int qos = (flags >> 1) & 3;
        if (qos == 3 || (qos == 0 && (flags & 8) != 0))
            throw Malformed.Packet($"PUBLISH with flags 0x{flags:X}");
        var reader = new MqttReader(body);
        ReadOnlySpan<byte> topic = reader.Binary();
        ushort packetId = qos > 0 ? reader.UInt16() : (ushort)0;
        if (qos > 0 && packetId == 0)
            throw Malformed.Protocol("PUBLISH with packet identifier 0");
        ReadOnlySpan<byte> properties = version == MqttVersion.V5 ? PropertyBlock.Read(ref reader, MqttPacketType.Publish) : [];
        return new()
        {
            Header = new(flags, packetId, Alias(properties)),
            TopicUtf8 = topic,
            Properties = properties,
            Payload = reader.TakeRest(),
        };
    }

    private static ushort Alias(ReadOnlySpan<byte> properties)
    {
        for (var cursor = new PropertyCursor(properties); cursor.MoveNext();)
            if (cursor.Id == MqttPropertyId.TopicAlias)
                return (ushort)cursor.Number;
        return 0;
    }
}
