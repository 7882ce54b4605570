namespace OrleansTwin.Ingest.Mqtt;

/// <summary>The message that the broker publishes when this client vanishes (MQTT 5.0, 3.1.2.5).</summary>
public sealed record MqttWill(string Topic, ReadOnlyMemory<byte> Payload, MqttQos Qos = MqttQos.AtMostOnce, bool Retain = false)
{
    /// <summary>Version 5: how long the broker waits before it publishes the will.</summary>
    public uint DelaySeconds { get; init; }

    public MqttPublishProperties? Properties { get; init; }
}
