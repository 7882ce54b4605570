namespace OrleansTwin.Ingest.Mqtt;

/// <summary>Where a client stands. Connecting → Connected → Waiting (backoff) → Connecting …; Stopped is final.</summary>
public enum MqttState
{
    Idle,
    Connecting,
    Connected,
    Waiting,
    Stopped,
}
