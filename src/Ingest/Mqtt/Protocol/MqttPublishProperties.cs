namespace OrleansTwin.Ingest.Mqtt;

/// <summary>
/// Version 5 properties of a publication or a will (MQTT 5.0, 3.3.2.3). Immutable: encoded once, however often it is sent (a
/// class, not a record, since a copy must not share that encoding). On a version 3.1.1 connection they are left out.
/// </summary>
public sealed class MqttPublishProperties
{
    private byte[]? _encoded;

    /// <summary>True: the payload is UTF-8 text; false: bytes; null: not told.</summary>
    public bool? PayloadIsUtf8 { get; init; }

    public uint? MessageExpirySeconds { get; init; }

    public string? ContentType { get; init; }

    public string? ResponseTopic { get; init; }

    public ReadOnlyMemory<byte> CorrelationData { get; init; }

    public IReadOnlyList<MqttUserProperty> UserProperties { get; init; } = [];

    /// <summary>The properties without their length.</summary>
    internal ReadOnlySpan<byte> Encoded => _encoded ??= Encode();

    private byte[] Encode()
    {
        var block = new PacketBuilder()
            .PropertyFlag(MqttPropertyId.PayloadFormatIndicator, PayloadIsUtf8)
            .PropertyUInt32(MqttPropertyId.MessageExpiryInterval, MessageExpirySeconds)
            .Property(MqttPropertyId.ContentType, ContentType)
            .Property(MqttPropertyId.ResponseTopic, ResponseTopic);
        if (!CorrelationData.IsEmpty)
            block.Byte((int)MqttPropertyId.CorrelationData).Binary(CorrelationData.Span);
        return block.UserProperties(UserProperties).Body();
    }
}
