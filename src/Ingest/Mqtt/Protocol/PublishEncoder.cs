using System.Buffers.Binary;
using System.Text;

namespace OrleansTwin.Ingest.Mqtt;

/// <summary>Measures and writes one PUBLISH (MQTT 5.0, 3.3) straight into the memory that goes to the socket.</summary>
internal readonly struct PublishEncoder
{
    private const int AliasBytes = 3;

    private readonly MqttPublish _message;
    private readonly MqttVersion _version;
    private readonly ushort _alias;
    private readonly int _topicBytes;
    private readonly int _propertyBytes;
    private readonly int _bodyBytes;

    /// <param name="message">What to send.</param>
    /// <param name="version">The version in force.</param>
    /// <param name="alias">0: none.</param>
    /// <param name="aliasKnown">The broker knows the alias: the topic is left out.</param>
    public PublishEncoder(in MqttPublish message, MqttVersion version, ushort alias = 0, bool aliasKnown = false)
    {
        _message = message;
        _version = version;
        _alias = alias;
        _topicBytes = aliasKnown ? 0 : Encoding.UTF8.GetByteCount(message.Topic);
        _propertyBytes = version == MqttVersion.V5 ? (message.Properties?.Encoded.Length ?? 0) + (alias > 0 ? AliasBytes : 0) : 0;
        _bodyBytes = 2 + _topicBytes + (message.Qos > 0 ? 2 : 0) + message.Payload.Length
            + (version == MqttVersion.V5 ? PacketSize.LengthBytes(_propertyBytes) + _propertyBytes : 0);
    }

    public int TotalBytes => 1 + PacketSize.LengthBytes(_bodyBytes) + _bodyBytes;

    /// <summary>Writes <see cref="TotalBytes"/> bytes.</summary>
    public void Write(Span<byte> into, ushort packetId, bool duplicate)
    {
        into[0] = (byte)(0x30 | (duplicate ? 8 : 0) | ((int)_message.Qos << 1) | (_message.Retain ? 1 : 0));
        Span<byte> rest = into[(1 + PacketSize.WriteLength(into[1..], _bodyBytes))..];
        BinaryPrimitives.WriteUInt16BigEndian(rest, (ushort)_topicBytes);
        if (_topicBytes > 0)
            Encoding.UTF8.GetBytes(_message.Topic, rest[2..]);
        rest = rest[(2 + _topicBytes)..];
        if (_message.Qos > 0)
        {
            BinaryPrimitives.WriteUInt16BigEndian(rest, packetId);
            rest = rest[2..];
        }
        if (_version == MqttVersion.V5)
            rest = WriteProperties(rest);
        _message.Payload.Span.CopyTo(rest);
    }

    private Span<byte> WriteProperties(Span<byte> rest)
    {
        rest = rest[PacketSize.WriteLength(rest, _propertyBytes)..];
        if (_alias > 0)
        {
            rest[0] = (byte)MqttPropertyId.TopicAlias;
            BinaryPrimitives.WriteUInt16BigEndian(rest[1..], _alias);
            rest = rest[AliasBytes..];
        }
        if (_message.Properties is not { } properties)
            return rest;
        properties.Encoded.CopyTo(rest);
        return rest[properties.Encoded.Length..];
    }
}
