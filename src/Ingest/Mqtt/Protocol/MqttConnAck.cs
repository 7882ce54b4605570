namespace OrleansTwin.Ingest.Mqtt;

/// <summary>
/// What the broker answered to CONNECT: the session and the limits to live within (MQTT 5.0, 3.2). Absent limits have the
/// protocol's defaults.
/// </summary>
public sealed record MqttConnAck
{
    public required MqttReasonCode Reason { get; init; }

    public MqttVersion Version { get; init; } = MqttVersion.V5;

    public bool SessionPresent { get; init; }

    /// <summary>The client identifier in force: the broker's choice when it assigned one.</summary>
    public string ClientId { get; init; } = "";

    public string? ReasonText { get; init; }

    public string? ServerReference { get; init; }

    public string? ResponseInformation { get; init; }

    public uint? SessionExpirySeconds { get; init; }

    public ushort? KeepAliveSeconds { get; init; }

    public int ReceiveMaximum { get; init; } = ushort.MaxValue;

    public MqttQos MaximumQos { get; init; } = MqttQos.ExactlyOnce;

    public bool RetainAvailable { get; init; } = true;

    public uint MaximumPacketBytes { get; init; } = uint.MaxValue;

    public int TopicAliasMaximum { get; init; }

    public bool WildcardsAvailable { get; init; } = true;

    public bool SubscriptionIdentifiersAvailable { get; init; } = true;

    public bool SharedSubscriptionsAvailable { get; init; } = true;

    public IReadOnlyList<MqttUserProperty> UserProperties { get; init; } = [];
}
