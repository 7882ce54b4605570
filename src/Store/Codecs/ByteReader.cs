using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace OrleansTwin.Store.Codecs;

/// <summary>Reads what <see cref="ByteWriter"/> wrote.</summary>
/// <exception cref="StoreCorruptedException">The data ends early or a number is out of its range.</exception>
internal ref struct ByteReader(ReadOnlySpan<byte> data)
{
    private readonly ReadOnlySpan<byte> _data = data;
    private int _at;

    public readonly bool IsAtEnd => _at == _data.Length;

    public byte Byte() => _at < _data.Length ? _data[_at++] : throw EndsEarly();

    public ulong Varint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }

        throw new StoreCorruptedException($"A number at byte {_at} of {_data.Length} is longer than 64 bits.");
    }

    /// <summary>Passes over numbers, eight bytes at a time: the last byte of each has no high bit.</summary>
    public void SkipVarints(int count)
    {
        while (count >= sizeof(ulong) && _data.Length - _at >= sizeof(ulong))
        {
            var ends = ~BinaryPrimitives.ReadUInt64LittleEndian(_data[_at..]) & 0x8080_8080_8080_8080;
            count -= BitOperations.PopCount(ends);
            _at += sizeof(ulong);
        }

        while (count > 0)
            count -= Byte() < 0x80 ? 1 : 0;
    }

    public long Zigzag()
    {
        var value = Varint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>
    /// A number of things that take at least one bit of what is left each, so that damage cannot ask for all memory.
    /// </summary>
    public int Count()
    {
        var value = Varint();
        return value <= (ulong)(_data.Length - _at) * 4096 + 4096 && value <= int.MaxValue
            ? (int)value
            : throw new StoreCorruptedException($"A count of {value} at byte {_at} of {_data.Length} is not possible.");
    }

    /// <summary>A number of bytes that follow.</summary>
    public int Length()
    {
        var value = Varint();
        return value <= (ulong)(_data.Length - _at) ? (int)value : throw EndsEarly();
    }

    public double Number() => BinaryPrimitives.ReadDoubleLittleEndian(Bytes(sizeof(double)));

    public UInt128 Token() => BinaryPrimitives.ReadUInt128LittleEndian(Bytes(16));

    public ReadOnlySpan<byte> Bytes(int count)
    {
        if ((uint)count > (uint)(_data.Length - _at))
            throw EndsEarly();
        var bytes = _data.Slice(_at, count);
        _at += count;
        return bytes;
    }

    /// <summary>Everything that is left.</summary>
    public ReadOnlySpan<byte> Rest() => Bytes(_data.Length - _at);

    public string? Text()
    {
        var length = Count();
        return length == 0 ? null : Encoding.UTF8.GetString(Bytes(length - 1));
    }

    private readonly StoreCorruptedException EndsEarly() => new($"Data of {_data.Length} bytes ends early, at byte {_at}.");
}
