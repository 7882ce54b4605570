using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OrleansTwin.Store.Codecs;

/// <summary>Numbers of equal width, 0 to 64 bits, side by side, lowest bit first.</summary>
internal static class BitPacking
{
    /// <summary>Beyond this width a number may lie across nine bytes.</summary>
    private const int OneLoadMax = 57;

    public static int BytesOf(int count, int width) => ((count * width) + 7) / 8;

    /// <summary>Writes to <paramref name="into"/>, whose length is <see cref="BytesOf"/>.</summary>
    public static void Pack(ReadOnlySpan<ulong> values, int width, Span<byte> into)
    {
        if (width == 0)
            return;
        ulong open = 0;
        var bits = 0;
        foreach (var value in values)
        {
            open |= value << bits;
            bits += width;
            if (bits < 64)
                continue;
            BinaryPrimitives.WriteUInt64LittleEndian(into, open);
            into = into[sizeof(ulong)..];
            bits -= 64;
            open = bits == 0 ? 0 : value >> (width - bits);
        }

        for (; bits > 0; bits -= 8, open >>= 8)
        {
            into[0] = (byte)open;
            into = into[1..];
        }
    }

    /// <summary>Reads as many numbers as <paramref name="values"/> takes.</summary>
    public static void Unpack(ReadOnlySpan<byte> packed, int width, Span<ulong> values)
    {
        if (width == 0)
        {
            values.Clear();
            return;
        }

        // The last loads would reach beyond the data: those are made from a copy with room behind it.
        var safe = width > OneLoadMax ? 0 : Math.Clamp(((packed.Length - sizeof(ulong)) * 8 / width) + 1, 0, values.Length);
        if (packed.Length < sizeof(ulong))
            safe = 0;
        UnpackLoads(packed, width, values[..safe]);
        for (var i = safe; i < values.Length; i++)
            values[i] = UnpackOne(packed, i * width, width);
    }

    private static void UnpackLoads(ReadOnlySpan<byte> packed, int width, Span<ulong> values)
    {
        ref var start = ref MemoryMarshal.GetReference(packed);
        var mask = ulong.MaxValue >> (64 - width);
        var bit = 0;
        for (var i = 0; i < values.Length; i++, bit += width)
            values[i] = (Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, bit >> 3)) >> (bit & 7)) & mask;
    }

    private static ulong UnpackOne(ReadOnlySpan<byte> packed, int bit, int width)
    {
        ulong value = 0;
        var got = 8 - (bit & 7);
        var at = bit >> 3;
        value = (ulong)packed[at++] >> (bit & 7);
        for (; got < width; got += 8)
            value |= (ulong)packed[at++] << got;
        return value & (ulong.MaxValue >> (64 - width));
    }
}
