using static OrleansTwin.Ingest.Mqtt.MqttPacketType;

namespace OrleansTwin.Ingest.Mqtt;

/// <summary>Which property has which type and stands in which packet: table 2-4 of MQTT 5.0.</summary>
internal static class PropertyRules
{
    private static readonly (PropertyKind Kind, int Packets)[] Table = Build();

    public static PropertyKind KindOf(uint id) => id < Table.Length ? Table[id].Kind : PropertyKind.Unknown;

    public static bool Allowed(MqttPropertyId id, MqttPacketType packet) => (Table[(int)id].Packets & (1 << (int)packet)) != 0;

    private static (PropertyKind Kind, int Packets)[] Build()
    {
        var table = new (PropertyKind, int)[43];
        void Add(MqttPropertyId id, PropertyKind kind, params ReadOnlySpan<MqttPacketType> packets)
        {
            int mask = 0;
            foreach (MqttPacketType packet in packets)
                mask |= 1 << (int)packet;
            table[(int)id] = (kind, mask);
        }
        Add(MqttPropertyId.PayloadFormatIndicator, PropertyKind.Byte, Publish, Will);
        Add(MqttPropertyId.MessageExpiryInterval, PropertyKind.UInt32, Publish, Will);
        Add(MqttPropertyId.ContentType, PropertyKind.Text, Publish, Will);
        Add(MqttPropertyId.ResponseTopic, PropertyKind.Text, Publish, Will);
        Add(MqttPropertyId.CorrelationData, PropertyKind.Binary, Publish, Will);
        Add(MqttPropertyId.SubscriptionIdentifier, PropertyKind.VariableByteInteger, Publish, Subscribe);
        Add(MqttPropertyId.SessionExpiryInterval, PropertyKind.UInt32, Connect, ConnAck, Disconnect);
        Add(MqttPropertyId.AssignedClientIdentifier, PropertyKind.Text, ConnAck);
        Add(MqttPropertyId.ServerKeepAlive, PropertyKind.UInt16, ConnAck);
        Add(MqttPropertyId.AuthenticationMethod, PropertyKind.Text, Connect, ConnAck, Auth);
        Add(MqttPropertyId.AuthenticationData, PropertyKind.Binary, Connect, ConnAck, Auth);
        Add(MqttPropertyId.RequestProblemInformation, PropertyKind.Byte, Connect);
        Add(MqttPropertyId.WillDelayInterval, PropertyKind.UInt32, Will);
        Add(MqttPropertyId.RequestResponseInformation, PropertyKind.Byte, Connect);
        Add(MqttPropertyId.ResponseInformation, PropertyKind.Text, ConnAck);
        Add(MqttPropertyId.ServerReference, PropertyKind.Text, ConnAck, Disconnect);
        Add(MqttPropertyId.ReasonString, PropertyKind.Text,
            ConnAck, PubAck, PubRec, PubRel, PubComp, SubAck, UnsubAck, Disconnect, Auth);
        Add(MqttPropertyId.ReceiveMaximum, PropertyKind.UInt16, Connect, ConnAck);
        Add(MqttPropertyId.TopicAliasMaximum, PropertyKind.UInt16, Connect, ConnAck);
        Add(MqttPropertyId.TopicAlias, PropertyKind.UInt16, Publish);
        Add(MqttPropertyId.MaximumQos, PropertyKind.Byte, ConnAck);
        Add(MqttPropertyId.RetainAvailable, PropertyKind.Byte, ConnAck);
        Add(MqttPropertyId.UserProperty, PropertyKind.TextPair, Connect, ConnAck, Publish, Will, PubAck, PubRec, PubRel, PubComp,
            Subscribe, SubAck, Unsubscribe, UnsubAck, Disconnect, Auth);
        Add(MqttPropertyId.MaximumPacketSize, PropertyKind.UInt32, Connect, ConnAck);
        Add(MqttPropertyId.WildcardSubscriptionAvailable, PropertyKind.Byte, ConnAck);
        Add(MqttPropertyId.SubscriptionIdentifierAvailable, PropertyKind.Byte, ConnAck);
        Add(MqttPropertyId.SharedSubscriptionAvailable, PropertyKind.Byte, ConnAck);
        return table;
    }
}
