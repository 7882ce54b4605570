using System.Buffers;

namespace OrleansTwin.Ingest.Mqtt;

/// <summary>The first 2 to 5 bytes of a packet (MQTT 5.0, 2.1).</summary>
/// <param name="First">Packet type and flags.</param>
/// <param name="HeaderBytes">Size of this header.</param>
/// <param name="BodyBytes">Size of what follows it.</param>
internal readonly record struct FixedHeader(byte First, int HeaderBytes, int BodyBytes)
{
    public MqttPacketType Type => (MqttPacketType)(First >> 4);

    public byte Flags => (byte)(First & 0x0F);

    public int TotalBytes => HeaderBytes + BodyBytes;

    /// <summary>Reads a header; false when more bytes are needed.</summary>
    /// <exception cref="MqttProtocolException">The length is malformed, or the packet larger than
    /// <paramref name="maximumPacketBytes"/>.</exception>
    public static bool TryRead(in ReadOnlySequence<byte> bytes, int maximumPacketBytes, out FixedHeader header)
    {
        ReadOnlySpan<byte> first = bytes.FirstSpan;
        if (first.Length >= 5 || first.Length == bytes.Length)
            return TryRead(first, maximumPacketBytes, out header);
        Span<byte> copy = stackalloc byte[5];
        int count = (int)Math.Min(5, bytes.Length);
        bytes.Slice(0, count).CopyTo(copy);
        return TryRead(copy[..count], maximumPacketBytes, out header);
    }

    public static bool TryRead(ReadOnlySpan<byte> bytes, int maximumPacketBytes, out FixedHeader header)
    {
        header = default;
        int length = 0;
        for (int at = 1; at <= 4; at++)
        {
            if (at >= bytes.Length)
                return false;
            length |= (bytes[at] & 0x7F) << (7 * (at - 1));
            if (bytes[at] >= 0x80)
                continue;
            if (bytes[at] == 0 && at > 1)
                throw Malformed.Packet("a packet length written with more bytes than it needs");
            header = new(bytes[0], at + 1, length);
            return header.TotalBytes <= maximumPacketBytes ? true : throw TooLarge(header, maximumPacketBytes);
        }
        throw Malformed.Packet("a packet length of more than 4 bytes");
    }

    private static MqttProtocolException TooLarge(FixedHeader header, int maximum) => new(MqttReasonCode.PacketTooLarge,
        $"The broker sent a packet of {header.TotalBytes} bytes, more than the {maximum} allowed; "
        + "raise maximumPacketBytes if that is right.");
}
