namespace OrleansTwin.Ingest.Mqtt;

/// <summary>
/// A message to send. The payload must stay unchanged until the call that takes it has completed; it is copied then.
/// </summary>
public readonly record struct MqttPublish(
    string Topic, ReadOnlyMemory<byte> Payload, MqttQos Qos = MqttQos.AtMostOnce, bool Retain = false,
    MqttPublishProperties? Properties = null);
