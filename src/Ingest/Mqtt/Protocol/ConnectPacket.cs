using System.Text;

namespace OrleansTwin.Ingest.Mqtt;

/// <summary>CONNECT (MQTT 5.0, 3.1; MQTT 3.1.1, 3.1). Limits that equal the protocol's defaults are not sent.</summary>
internal static class ConnectPacket
{
    /// <param name="options">The client's options.</param>
    /// <param name="version">The version to ask for.</param>
    /// <param name="clientId">The identifier: the options', or the one that the broker assigned before.</param>
    /// <param name="clean">Begin with a new session.</param>
    public static byte[] Encode(MqttOptions options, MqttVersion version, string clientId, bool clean)
    {
        var body = new PacketBuilder().Text("MQTT").Byte((int)version).Byte(Flags(options, clean))
            .UInt16(options.KeepAliveSeconds);
        if (version == MqttVersion.V5)
            body.Properties(Properties(options));
        body.Text(clientId);
        if (options.Will is { } will)
        {
            if (version == MqttVersion.V5)
                body.Properties(WillProperties(will));
            body.Text(will.Topic).Binary(will.Payload.Span);
        }
        if (options.UserName is { } user)
            body.Text(user);
        if (options.Password is { } password)
            body.Binary(Encoding.UTF8.GetBytes(password));
        return body.Packet(0x10);
    }

    private static int Flags(MqttOptions options, bool clean) =>
        (options.UserName is null ? 0 : 0x80)
        | (options.Password is null ? 0 : 0x40)
        | (options.Will is { } will ? 4 | ((int)will.Qos << 3) | (will.Retain ? 0x20 : 0) : 0)
        | (clean ? 2 : 0);

    private static PacketBuilder Properties(MqttOptions o)
    {
        uint expiry = o.EffectiveSessionExpirySeconds;
        return new PacketBuilder()
            .PropertyUInt32(MqttPropertyId.SessionExpiryInterval, expiry > 0 ? expiry : null)
            .PropertyUInt16(MqttPropertyId.ReceiveMaximum, o.ReceiveMaximum < ushort.MaxValue ? o.ReceiveMaximum : null)
            .PropertyUInt32(MqttPropertyId.MaximumPacketSize,
                o.MaximumPacketBytes < PacketSize.MaximumPacket ? (uint)o.MaximumPacketBytes : null)
            .PropertyUInt16(MqttPropertyId.TopicAliasMaximum, o.TopicAliasMaximum > 0 ? o.TopicAliasMaximum : null)
            .PropertyFlag(MqttPropertyId.RequestResponseInformation, o.RequestResponseInformation ? true : null)
            .PropertyFlag(MqttPropertyId.RequestProblemInformation, o.RequestProblemInformation ? null : false)
            .UserProperties(o.UserProperties);
    }

    private static PacketBuilder WillProperties(MqttWill will) => new PacketBuilder()
        .PropertyUInt32(MqttPropertyId.WillDelayInterval, will.DelaySeconds > 0 ? will.DelaySeconds : null)
        .Raw(will.Properties is { } properties ? properties.Encoded : []);
}
