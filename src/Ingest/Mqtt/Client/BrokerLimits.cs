namespace OrleansTwin.Ingest.Mqtt;

/// <summary>Refuses, before anything is sent, what the broker said in CONNACK that it will not take.</summary>
internal static class BrokerLimits
{
    public static void Check(in MqttPublish message, MqttConnAck broker)
    {
        if (message.Qos > broker.MaximumQos)
            throw new MqttException(MqttReasonCode.QosNotSupported,
                $"QoS {(int)message.Qos} for '{message.Topic}'; the broker takes at most {(int)broker.MaximumQos}; use that.");
        if (message.Retain && !broker.RetainAvailable)
            throw new MqttException(MqttReasonCode.RetainNotSupported,
                $"A retained message for '{message.Topic}'; the broker keeps none; publish without retain.");
    }

    public static void CheckSize(in MqttPublish message, int totalBytes, MqttConnAck broker)
    {
        if (totalBytes > broker.MaximumPacketBytes)
            throw new MqttException(MqttReasonCode.PacketTooLarge, $"A message of {totalBytes} bytes for '{message.Topic}'; "
                + $"the broker takes {broker.MaximumPacketBytes}; send less at once or raise the broker's maximum packet size.");
    }

    public static void CheckRequest(int totalBytes, MqttConnAck broker)
    {
        if (totalBytes > broker.MaximumPacketBytes)
            throw new MqttException(MqttReasonCode.PacketTooLarge, $"A subscription request of {totalBytes} bytes; "
                + $"the broker takes {broker.MaximumPacketBytes}; subscribe to fewer filters at once.");
    }

    public static void Check(MqttSubscription subscription, MqttConnAck broker)
    {
        if (MqttTopic.IsShared(subscription.Filter) && !broker.SharedSubscriptionsAvailable)
            throw Refuse(MqttReasonCode.SharedSubscriptionsNotSupported, subscription, "shared subscriptions");
        if (MqttTopic.HasWildcard(subscription.Filter) && !broker.WildcardsAvailable)
            throw Refuse(MqttReasonCode.WildcardSubscriptionsNotSupported, subscription, "wildcards");
        if (subscription.Identifier is not null && !broker.SubscriptionIdentifiersAvailable)
            throw Refuse(MqttReasonCode.SubscriptionIdentifiersNotSupported, subscription, "subscription identifiers");
    }

    private static MqttException Refuse(MqttReasonCode reason, MqttSubscription subscription, string what) =>
        new(reason, $"Subscription '{subscription.Filter}': the broker offers no {what}; subscribe without.");
}
