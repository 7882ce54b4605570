namespace OrleansTwin.Ingest.Mqtt;

/// <summary>
/// Version 5 properties of a publication or a will (MQTT 5.0, 3.3.2.3). Immutable: encoded once, however often it is sent. On a
/// version 3.1.1 connection they are left out.
/// </summary>
public sealed record MqttPublishProperties
{
    /// <summary>True: the payload is UTF-8 text; false: bytes; null: not told.</summary>
    public bool? PayloadIsUtf8 { get; init; }

    public uint? MessageExpirySeconds { get; init; }

    public string? ContentType { get; init; }

    public string? ResponseTopic { get; init; }

    public ReadOnlyMemory<byte> CorrelationData { get; init; }

    public IReadOnlyList<MqttUserProperty> UserProperties { get; init; } = [];
}
