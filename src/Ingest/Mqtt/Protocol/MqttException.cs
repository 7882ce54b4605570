namespace OrleansTwin.Ingest.Mqtt;

/// <summary>A connection, request or publication that failed, with the reason code of MQTT 5.0 that says why.</summary>
public class MqttException : Exception
{
    public MqttException(MqttReasonCode reason, string message, Exception? inner = null)
        : base(message, inner) => Reason = reason;

    public MqttReasonCode Reason { get; }
}
