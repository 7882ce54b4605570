using System.Buffers.Binary;
using System.Text;

namespace OrleansTwin.Store.Codecs;

/// <summary>
/// Writes the store's binary forms into a buffer that is kept for the next use: varints (7 bits a byte, low first), zigzag for
/// signed numbers,
/// little-endian doubles, texts in UTF-8 behind their length.
/// </summary>
internal sealed class ByteWriter
{
    private const int VarintBytesMax = 10;

    private byte[] _buffer = new byte[1024];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    public ReadOnlySpan<byte> WrittenFrom(int start) => _buffer.AsSpan(start, Length - start);

    public void Clear() => Length = 0;

    /// <summary>Takes back what was written after <paramref name="length"/>.</summary>
    public void CutTo(int length) => Length = Math.Min(Length, length);

    /// <summary>Changes a byte that is written.</summary>
    public void Set(int at, byte value) => _buffer.AsSpan(0, Length)[at] = value;

    /// <summary>Room for <paramref name="bytes"/> that the caller fills, all of it, before the next call.</summary>
    public Span<byte> Take(int bytes)
    {
        Reserve(bytes);
        Length += bytes;
        return _buffer.AsSpan(Length - bytes, bytes);
    }

    public void Byte(byte value)
    {
        Reserve(1);
        _buffer[Length++] = value;
    }

    public void Varint(ulong value)
    {
        Reserve(VarintBytesMax);
        var buffer = _buffer;
        var at = Length;
        while (value >= 0x80)
        {
            buffer[at++] = (byte)(value | 0x80);
            value >>= 7;
        }

        buffer[at++] = (byte)value;
        Length = at;
    }

    public void Varint(int value) => Varint((ulong)(uint)value);

    public void Zigzag(long value) => Varint((ulong)((value << 1) ^ (value >> 63)));

    public void Number(double value)
    {
        Reserve(sizeof(double));
        BinaryPrimitives.WriteDoubleLittleEndian(_buffer.AsSpan(Length), value);
        Length += sizeof(double);
    }

    public void Token(UInt128 value)
    {
        Reserve(16);
        BinaryPrimitives.WriteUInt128LittleEndian(_buffer.AsSpan(Length), value);
        Length += 16;
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        Reserve(value.Length);
        value.CopyTo(_buffer.AsSpan(Length));
        Length += value.Length;
    }

    /// <summary>A text that may be null: 0, or the number of UTF-8 bytes plus one and the bytes.</summary>
    public void Text(string? value)
    {
        if (value is null)
        {
            Byte(0);
            return;
        }

        var bytes = Encoding.UTF8.GetByteCount(value);
        Varint(bytes + 1);
        Reserve(bytes);
        Length += Encoding.UTF8.GetBytes(value, _buffer.AsSpan(Length));
    }

    private void Reserve(int bytes)
    {
        if (_buffer.Length - Length < bytes)
            Grow(bytes);
    }

    private void Grow(int bytes) => Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, Length + bytes));
}
