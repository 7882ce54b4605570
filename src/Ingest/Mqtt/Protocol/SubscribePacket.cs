namespace OrleansTwin.Ingest.Mqtt;

/// <summary>SUBSCRIBE and UNSUBSCRIBE (MQTT 5.0, 3.8 and 3.10).</summary>
internal static class SubscribePacket
{
    /// <param name="packetId">1 to 65,535.</param>
    /// <param name="subscriptions">At least one; all with the same identifier, which stands once in a packet.</param>
    /// <param name="version">The version in force.</param>
    public static byte[] Encode(ushort packetId, IReadOnlyList<MqttSubscription> subscriptions, MqttVersion version)
    {
        var body = new PacketBuilder().UInt16(packetId);
        if (version == MqttVersion.V5)
        {
            var properties = new PacketBuilder();
            if (subscriptions[0].Identifier is { } identifier)
                properties.Byte((int)MqttPropertyId.SubscriptionIdentifier).VariableByteInteger((int)identifier);
            body.Properties(properties);
        }
        foreach (MqttSubscription subscription in subscriptions)
            body.Text(subscription.Filter).Byte(OptionsOf(subscription, version));
        return body.Packet(0x82);
    }

    public static byte[] EncodeUnsubscribe(ushort packetId, IReadOnlyList<string> filters, MqttVersion version)
    {
        var body = new PacketBuilder().UInt16(packetId);
        if (version == MqttVersion.V5)
            body.Byte(0);
        foreach (string filter in filters)
            body.Text(filter);
        return body.Packet(0xA2);
    }

    private static int OptionsOf(MqttSubscription s, MqttVersion version) => version == MqttVersion.V311
        ? (int)s.Qos
        : (int)s.Qos | (s.NoLocal ? 4 : 0) | (s.RetainAsPublished ? 8 : 0) | ((int)s.RetainHandling << 4);
}
