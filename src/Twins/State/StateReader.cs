using System.Buffers.Binary;
using System.Text;
using OrleansTwin.Twins.Elements;

namespace OrleansTwin.Twins.State;

/// <summary>
/// Reads what <see cref="StateWriter"/> wrote, by the same calls in the same order. Every read is checked against the bytes that
/// are there and throws <see cref="StateFormatException"/> with the position, what was found and what was expected; counts are
/// checked before they size anything.
/// </summary>
public ref struct StateReader
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _bytes;

    public StateReader(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    public int Position { get; private set; }

    public readonly int Remaining => _bytes.Length - Position;

    /// <summary>The layout's version, 1 to <paramref name="newest"/>.</summary>
    public byte ReadVersion(byte newest)
    {
        var version = ReadByte();
        return version >= 1 && version <= newest
            ? version
            : throw Wrong($"layout version {version}", $"1 to {newest}; a newer program may have written it");
    }

    public byte ReadByte() => Take(1)[0];

    public bool ReadBool() =>
        ReadByte() switch { 0 => false, 1 => true, var other => throw Wrong($"byte {other}", "0 or 1") };

    /// <summary>An enumeration's number, 0 to <paramref name="last"/>.</summary>
    public byte ReadByte(byte last)
    {
        var value = ReadByte();
        return value <= last ? value : throw Wrong($"number {value}", $"0 to {last}");
    }

    public ulong ReadUInt64()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = ReadByte();
            if (shift == 63 && next > 1)
                break;
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
        throw Wrong("an integer of more than 64 bits", "at most 10 bytes");
    }

    public long ReadInt64()
    {
        var value = ReadUInt64();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public int ReadInt32()
    {
        var value = ReadInt64();
        return value is >= int.MinValue and <= int.MaxValue ? (int)value : throw Wrong($"{value}", "32 bits");
    }

    /// <summary>A number of items or an index, 0 to <paramref name="max"/>.</summary>
    public int ReadCount(int max)
    {
        var count = ReadUInt64();
        return count <= (ulong)max ? (int)count : throw Wrong($"count {count}", $"at most {max}");
    }

    public Int128 ReadInt128()
    {
        var high = ReadInt64();
        return ((Int128)high << 64) | ReadUInt64();
    }

    public double ReadDouble() => BitConverter.Int64BitsToDouble(BinaryPrimitives.ReadInt64LittleEndian(Take(8)));

    /// <summary>At most <paramref name="max"/> numbers behind their count.</summary>
    public double[] ReadDoubles(int max)
    {
        var values = new double[ReadCount(Math.Min(max, Remaining / sizeof(double)))];
        for (var i = 0; i < values.Length; i++)
            values[i] = ReadDouble();
        return values;
    }

    /// <summary>So many numbers behind their count.</summary>
    public double[] ReadDoublesExactly(int expected)
    {
        var values = ReadDoubles(expected);
        return values.Length == expected ? values : throw Wrong($"{values.Length} numbers", $"{expected}");
    }

    /// <summary>At most <paramref name="max"/> texts behind their count.</summary>
    public string[] ReadTexts(int max)
    {
        var texts = new string[ReadCount(max)];
        for (var i = 0; i < texts.Length; i++)
            texts[i] = ReadText();
        return texts;
    }

    public string? ReadString()
    {
        var count = ReadCount(StateWriter.StringBytesMax + 1);
        if (count == 0)
            return null;
        var bytes = Take(count - 1);
        try
        {
            return Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException invalid)
        {
            throw new StateFormatException($"Snapshot position {Position}: found text that is not UTF-8.", invalid);
        }
    }

    /// <summary>A string that can't be null.</summary>
    public string ReadText() => ReadString() ?? throw Wrong("no text", "text");

    public ElementVector ReadElements()
    {
        var elements = default(ElementVector);
        AddElements(ref elements);
        return elements;
    }

    /// <summary>Reads elements and adds them to a sum.</summary>
    public void AddElements(ref ElementVector sum)
    {
        var place = -1;
        for (var left = ReadCount(ElementVector.Length); left > 0; left--)
            sum[place = NextPlace(place)] += ReadInt64();
    }

    /// <summary>Reads elements and takes them off a sum.</summary>
    public void SubtractElements(ref ElementVector sum)
    {
        var place = -1;
        for (var left = ReadCount(ElementVector.Length); left > 0; left--)
            sum[place = NextPlace(place)] -= ReadInt64();
    }

    private int NextPlace(int place)
    {
        place += 1 + ReadCount(ElementVector.Length);
        return place < ElementVector.Length ? place : throw Wrong($"element {place}", $"0 to {ElementVector.Length - 1}");
    }

    /// <summary>The bytes of another snapshot, without copying.</summary>
    public ReadOnlySpan<byte> ReadBytes() => Take(ReadCount(int.MaxValue));

    /// <summary>Asserts that all was read.</summary>
    public readonly void ReadEnd()
    {
        if (Remaining != 0)
            throw Wrong($"{Remaining} bytes more", "the end");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > Remaining)
            throw Wrong($"{Remaining} bytes left of {_bytes.Length}", $"{count} more");
        var taken = _bytes.Slice(Position, count);
        Position += count;
        return taken;
    }

    private readonly StateFormatException Wrong(string found, string expected) =>
        new($"Snapshot position {Position}: found {found}, expected {expected}.");
}
