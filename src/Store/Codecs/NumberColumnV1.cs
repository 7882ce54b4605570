namespace OrleansTwin.Store.Codecs;

/// <summary>
/// A column of doubles in the first form of history's chunks: constant, scaled by a power of ten, or byte differences.
/// </summary>
internal static class NumberColumnV1
{
    private const byte Constant = 0;
    private const byte Scaled = 1;
    private const byte Xored = 2;

    private static readonly double[] Powers = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];

    public static void Read(ref ByteReader reader, Span<double> values)
    {
        var form = reader.Byte();
        if (form == Constant)
            values.Fill(reader.Number());
        else if (form == Scaled)
            ReadScaled(ref reader, values);
        else if (form == Xored)
            ReadXored(ref reader, values);
        else
            throw new StoreCorruptedException($"A column of numbers has form {form}; known are {Constant} to {Xored}.");
    }

    private static void ReadScaled(ref ByteReader reader, Span<double> values)
    {
        var power = reader.Byte();
        if (power >= Powers.Length)
            throw new StoreCorruptedException($"A column of numbers is scaled by 10^{power}, more than 9.");
        var scale = Powers[power];
        long whole = 0;
        foreach (ref var value in values)
        {
            whole += reader.Zigzag();
            value = whole / scale;
        }
    }

    /// <summary>
    /// A head byte (bytes dropped from the top, bytes kept), then the kept bytes; equal values are a zero head.
    /// </summary>
    private static void ReadXored(ref ByteReader reader, Span<double> values)
    {
        ulong previous = 0;
        foreach (ref var value in values)
        {
            var head = reader.Byte();
            var low = head >> 4;
            ulong difference = 0;
            foreach (var part in reader.Bytes(head & 0x0F))
                difference |= (ulong)part << (8 * low++);
            previous ^= difference;
            value = BitConverter.UInt64BitsToDouble(previous);
        }
    }
}
