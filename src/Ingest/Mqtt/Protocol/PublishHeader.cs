namespace OrleansTwin.Ingest.Mqtt;

/// <summary>
/// What stands in front of a PUBLISH's topic and payload. <paramref name="Flags"/> is the low nibble of the first byte.
/// </summary>
internal readonly record struct PublishHeader(byte Flags, ushort PacketId, ushort TopicAlias)
{
    public MqttQos Qos => (MqttQos)((Flags >> 1) & 3);
}
