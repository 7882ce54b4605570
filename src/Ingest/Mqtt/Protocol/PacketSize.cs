namespace OrleansTwin.Ingest.Mqtt;

/// <summary>The variable byte integer that tells lengths (MQTT 5.0, 1.5.5).</summary>
internal static class PacketSize
{
    public const int Maximum = 268_435_455;

    /// <summary>The largest packet with its header.</summary>
    public const int MaximumPacket = Maximum + 5;

    public static int LengthBytes(int value) => value switch
    {
        < 128 => 1,
        < 16_384 => 2,
        < 2_097_152 => 3,
        <= Maximum => 4,
        _ => throw new MqttException(MqttReasonCode.PacketTooLarge, $"A packet of {value} bytes; MQTT allows {Maximum}."),
    };

    /// <summary>Writes 1 to 4 bytes and returns how many.</summary>
    public static int WriteLength(Span<byte> into, int value)
    {
        int count = LengthBytes(value);
        for (int at = 0; at < count; at++, value >>= 7)
            into[at] = (byte)(at == count - 1 ? value : value | 0x80);
        return count;
    }
}
