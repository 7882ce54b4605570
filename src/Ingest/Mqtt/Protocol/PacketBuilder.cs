using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace OrleansTwin.Ingest.Mqtt;

/// <summary>
/// Composes the packets that are sent now and then (CONNECT, SUBSCRIBE …) and property blocks, in MQTT's data types.
/// </summary>
internal sealed class PacketBuilder
{
    private readonly ArrayBufferWriter<byte> _body = new();

    public PacketBuilder Byte(int value)
    {
        _body.GetSpan(1)[0] = (byte)value;
        _body.Advance(1);
        return this;
    }

    public PacketBuilder UInt16(int value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_body.GetSpan(2), (ushort)value);
        _body.Advance(2);
        return this;
    }

    public PacketBuilder UInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_body.GetSpan(4), value);
        _body.Advance(4);
        return this;
    }

    public PacketBuilder Raw(ReadOnlySpan<byte> bytes)
    {
        _body.Write(bytes);
        return this;
    }

    public PacketBuilder Binary(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > ushort.MaxValue)
            throw TooLong(bytes.Length);
        return UInt16(bytes.Length).Raw(bytes);
    }

    public PacketBuilder Text(string text)
    {
        if (text.Contains('\0'))
            throw new MqttException(MqttReasonCode.MalformedPacket, "A text holds a null character, which MQTT does not allow.");
        return Binary(Encoding.UTF8.GetBytes(text));
    }

    public PacketBuilder VariableByteInteger(int value)
    {
        _body.Advance(PacketSize.WriteLength(_body.GetSpan(4), value));
        return this;
    }

    /// <summary>The block with its length in front.</summary>
    public PacketBuilder Properties(PacketBuilder block) =>
        VariableByteInteger(block._body.WrittenCount).Raw(block._body.WrittenSpan);

    public PacketBuilder Property(MqttPropertyId id, string? text) => text is null ? this : Byte((int)id).Text(text);

    public PacketBuilder PropertyUInt32(MqttPropertyId id, uint? value) =>
        value is { } number ? Byte((int)id).UInt32(number) : this;

    public PacketBuilder PropertyUInt16(MqttPropertyId id, ushort? value) =>
        value is { } number ? Byte((int)id).UInt16(number) : this;

    public PacketBuilder PropertyFlag(MqttPropertyId id, bool? value) =>
        value is { } flag ? Byte((int)id).Byte(flag ? 1 : 0) : this;

    public PacketBuilder UserProperties(IReadOnlyList<MqttUserProperty> pairs)
    {
        foreach (MqttUserProperty pair in pairs)
            Byte((int)MqttPropertyId.UserProperty).Text(pair.Name).Text(pair.Value);
        return this;
    }

    /// <summary>The bytes composed, without a header.</summary>
    public byte[] Body() => _body.WrittenSpan.ToArray();

    /// <summary>The packet: header, length, body.</summary>
    public byte[] Packet(int first) =>
        new PacketBuilder().Byte(first).VariableByteInteger(_body.WrittenCount).Raw(_body.WrittenSpan).Body();

    private static MqttException TooLong(int length) =>
        new(MqttReasonCode.PacketTooLarge, $"A field of {length} bytes was given, MQTT allows 65,535; shorten it.");
}
