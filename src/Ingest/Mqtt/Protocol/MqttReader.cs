using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace OrleansTwin.Ingest.Mqtt;

/// <summary>
/// Reads the data types of MQTT 5.0 (1.5) from the body of one packet. Everything that runs past its end is malformed.
/// </summary>
internal ref struct MqttReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly int Remaining => _rest.Length;

    public readonly bool AtEnd => _rest.IsEmpty;

    public byte Byte() => Take(1)[0];

    public ushort UInt16() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

    public uint UInt32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    public ReadOnlySpan<byte> Binary() => Take(UInt16());

    /// <summary>UTF-8 text, checked: well formed and without U+0000 (1.5.4).</summary>
    public ReadOnlySpan<byte> Utf8()
    {
        ReadOnlySpan<byte> text = Binary();
        CheckUtf8(text);
        return text;
    }

    public string Text() => Encoding.UTF8.GetString(Utf8());

    public uint VariableByteInteger()
    {
        uint value = 0;
        for (int shift = 0; shift <= 21; shift += 7)
        {
            byte next = Byte();
            value |= (uint)(next & 0x7F) << shift;
            if (next < 0x80)
                return next == 0 && shift > 0 ? throw Malformed.Packet("a length written with more bytes than it needs") : value;
        }
        throw Malformed.Packet("a variable byte integer longer than 4 bytes");
    }

    public ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length)
            throw Malformed.Packet($"a field of {count} bytes where {_rest.Length} are left");
        ReadOnlySpan<byte> taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    public ReadOnlySpan<byte> TakeRest() => Take(_rest.Length);

    public static void CheckUtf8(ReadOnlySpan<byte> text)
    {
        if (!System.Text.Unicode.Utf8.IsValid(text))
            throw Malformed.Packet("text that is not UTF-8");
        if (text.Contains((byte)0))
            throw Malformed.Packet("text with a null character");
    }
}
