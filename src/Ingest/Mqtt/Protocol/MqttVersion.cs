namespace OrleansTwin.Ingest.Mqtt;

/// <summary>Protocol level as it stands in CONNECT.</summary>
public enum MqttVersion
{
    V311 = 4,
    V5 = 5,
}
