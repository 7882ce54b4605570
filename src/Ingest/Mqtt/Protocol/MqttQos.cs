namespace OrleansTwin.Ingest.Mqtt;

/// <summary>Quality of service of a delivery (MQTT 5.0, 4.3).</summary>
public enum MqttQos
{
    AtMostOnce = 0,
    AtLeastOnce = 1,
    ExactlyOnce = 2,
}
