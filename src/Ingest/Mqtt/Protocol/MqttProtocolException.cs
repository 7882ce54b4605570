namespace OrleansTwin.Ingest.Mqtt;

/// <summary>
/// The broker sent bytes that MQTT does not allow. The connection is closed with <see cref="MqttException.Reason"/>.
/// </summary>
public sealed class MqttProtocolException(MqttReasonCode reason, string message) : MqttException(reason, message);
