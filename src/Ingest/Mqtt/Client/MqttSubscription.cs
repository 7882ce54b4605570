namespace OrleansTwin.Ingest.Mqtt;

/// <summary>When a broker sends retained messages for a subscription (MQTT 5.0, 3.8.3.1).</summary>
public enum MqttRetainHandling
{
    SendAtSubscribe = 0,
    SendIfNewSubscription = 1,
    DoNotSend = 2,
}

/// <summary>
/// A topic filter with its options; <c>$share/group/filter</c> shares the messages among the group. NoLocal, RetainAsPublished
/// and RetainHandling need version 5 and are left out on 3.1.1.
/// </summary>
public sealed record MqttSubscription(string Filter, MqttQos Qos = MqttQos.AtLeastOnce)
{
    public bool NoLocal { get; init; }

    public bool RetainAsPublished { get; init; }

    public MqttRetainHandling RetainHandling { get; init; }

    /// <summary>1 to 268,435,455; comes back with each message that matched (version 5).</summary>
    public uint? Identifier { get; init; }
}
