using System.Buffers.Binary;
using System.Text;
using OrleansTwin.Twins.Elements;

namespace OrleansTwin.Twins.State;

/// <summary>
/// Writes twin snapshots: compact, and the same bytes for the same calls on every machine. Integers are little-endian base-128
/// varints (signed ones zigzag), doubles their 8 bytes, strings UTF-8 behind their length. Nothing is named or typed in the
/// bytes: reader and writer agree by a version byte at the front. The buffer grows and is kept by <see cref="Clear"/>, so a
/// writer that is used again allocates nothing. Not safe to share between threads.
/// </summary>
public sealed class StateWriter
{
    /// <summary>The most bytes of one string; a longer one is a defect of the caller.</summary>
    public const int StringBytesMax = 1 << 20;

    private byte[] _buffer;

    public StateWriter(int capacityBytes = 256) => _buffer = new byte[Math.Max(16, capacityBytes)];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    public byte[] ToArray() => Written.ToArray();

    public void Clear() => Length = 0;

    /// <summary>Begins a snapshot: the layout's version, from 1.</summary>
    public void WriteVersion(byte version) => WriteByte(version);

    public void WriteByte(byte value) => Reserve(1)[0] = value;

    public void WriteBool(bool value) => WriteByte(value ? (byte)1 : (byte)0);

    public void WriteUInt64(ulong value)
    {
        while (value >= 0x80)
        {
            WriteByte((byte)(value | 0x80));
            value >>= 7;
        }
        WriteByte((byte)value);
    }

    /// <summary>Signed; near zero is short.</summary>
    public void WriteInt64(long value) => WriteUInt64((ulong)(value << 1) ^ (ulong)(value >> 63));

    public void WriteInt32(int value) => WriteInt64(value);

    /// <summary>A number of items or an index, 0 or more.</summary>
    public void WriteCount(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        WriteUInt64((ulong)count);
    }

    /// <summary>Signed, 128 bits, two varints.</summary>
    public void WriteInt128(Int128 value)
    {
        WriteInt64((long)(value >> 64));
        WriteUInt64((ulong)value);
    }

    /// <summary>Bit for bit: NaN payloads and negative zero come back as they were.</summary>
    public void WriteDouble(double value) =>
        BinaryPrimitives.WriteInt64LittleEndian(Reserve(8), BitConverter.DoubleToInt64Bits(value));

    /// <summary>Numbers behind their count.</summary>
    public void WriteDoubles(ReadOnlySpan<double> values)
    {
        WriteCount(values.Length);
        foreach (var value in values)
            WriteDouble(value);
    }

    /// <summary>Texts behind their count.</summary>
    public void WriteTexts(IReadOnlyList<string> texts)
    {
        WriteCount(texts.Count);
        foreach (var text in texts)
            WriteString(text);
    }

    /// <summary>Null and empty are told apart.</summary>
    public void WriteString(string? value)
    {
        if (value is null)
        {
            WriteByte(0);
            return;
        }
        var bytes = Encoding.UTF8.GetByteCount(value);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, StringBytesMax, nameof(value));
        WriteUInt64((ulong)bytes + 1);
        Encoding.UTF8.GetBytes(value, Reserve(bytes));
    }

    /// <summary>The places that are not zero, each with its distance from the one before.</summary>
    public void WriteElements(in ElementVector elements)
    {
        ReadOnlySpan<long> places = elements;
        WriteCount(places.Length - System.MemoryExtensions.Count(places, 0L));
        var last = -1;
        for (var i = 0; i < places.Length; i++)
        {
            if (places[i] == 0)
                continue;
            WriteCount(i - last - 1);
            WriteInt64(places[i]);
            last = i;
        }
    }

    /// <summary>The bytes of another snapshot behind their length.</summary>
    public void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        WriteCount(bytes.Length);
        bytes.CopyTo(Reserve(bytes.Length));
    }

    private Span<byte> Reserve(int count)
    {
        var start = Length;
        if (_buffer.Length - start < count)
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, checked(start + count)));
        Length = start + count;
        return _buffer.AsSpan(start, count);
    }
}
