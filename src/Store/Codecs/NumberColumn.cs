namespace OrleansTwin.Store.Codecs;

/// <summary>
/// A column of doubles, bit for bit. Most sensors send decimals of a few digits: those are stored as whole multiples of a power
/// of ten, as differences.
/// Anything else is stored as the bytes in which it differs from the value before it.
/// </summary>
internal static class NumberColumn
{
    private const byte Constant = 0;
    private const byte Scaled = 1;
    private const byte Xored = 2;

    /// <summary>Beyond 2^53 whole numbers are not exact in a double.</summary>
    private const double ExactMax = 9007199254740992;

    private static readonly double[] Powers = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];

    public static void Write(ByteWriter writer, ReadOnlySpan<double> values)
    {
        if (IsConstant(values))
        {
            writer.Byte(Constant);
            writer.Number(values[0]);
        }
        else if (TryFindPower(values, out var power))
        {
            writer.Byte(Scaled);
            writer.Byte((byte)power);
            WriteScaled(writer, values, Powers[power]);
        }
        else
        {
            writer.Byte(Xored);
            WriteXored(writer, values);
        }
    }

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

    private static bool IsConstant(ReadOnlySpan<double> values)
    {
        var first = BitConverter.DoubleToInt64Bits(values[0]);
        foreach (var value in values)
        {
            if (BitConverter.DoubleToInt64Bits(value) != first)
                return false;
        }

        return true;
    }

    /// <summary>The smallest power of ten for which every value comes back with the same bits.</summary>
    private static bool TryFindPower(ReadOnlySpan<double> values, out int power)
    {
        power = 0;
        foreach (var value in values)
        {
            while (!FitsScaled(value, Powers[power]))
            {
                if (++power == Powers.Length)
                    return false;
            }
        }

        foreach (var value in values)
        {
            if (!FitsScaled(value, Powers[power]))
                return false;
        }

        return true;
    }

    private static bool FitsScaled(double value, double scale)
    {
        var whole = Math.Round(value * scale);
        return Math.Abs(whole) < ExactMax
            && BitConverter.DoubleToInt64Bits((long)whole / scale) == BitConverter.DoubleToInt64Bits(value);
    }

    private static void WriteScaled(ByteWriter writer, ReadOnlySpan<double> values, double scale)
    {
        long previous = 0;
        foreach (var value in values)
        {
            var whole = (long)Math.Round(value * scale);
            writer.Zigzag(whole - previous);
            previous = whole;
        }
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
    private static void WriteXored(ByteWriter writer, ReadOnlySpan<double> values)
    {
        ulong previous = 0;
        foreach (var value in values)
        {
            var bits = BitConverter.DoubleToUInt64Bits(value);
            var difference = bits ^ previous;
            previous = bits;
            var low = difference == 0 ? 8 : (int)ulong.TrailingZeroCount(difference) / 8;
            var kept = difference == 0 ? 0 : 8 - low - ((int)ulong.LeadingZeroCount(difference) / 8);
            writer.Byte((byte)((low << 4) | kept));
            for (var i = 0; i < kept; i++)
                writer.Byte((byte)(difference >> (8 * (low + i))));
        }
    }

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
