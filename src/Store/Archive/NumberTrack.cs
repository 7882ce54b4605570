using OrleansTwin.Store.Codecs;

namespace OrleansTwin.Store.Archive;

/// <summary>How a number is stored beside the one before it of its sensor. Persisted numbers.</summary>
internal enum NumberForm : byte
{
    Same = 0,

    /// <summary>A difference of whole multiples of the power of ten that the last ones were multiples of.</summary>
    Scaled = 1,

    /// <summary>Another power of ten, and a whole multiple of it.</summary>
    Rescaled = 2,

    /// <summary>The bytes in which it differs.</summary>
    Xored = 3,
}

/// <summary>
/// One sensor's numbers through a block, bit for bit: most sensors send decimals of few digits. Writer and reader keep the same
/// track.
/// </summary>
internal struct NumberTrack
{
    /// <summary>Beyond 2^53 whole numbers are not exact in a double.</summary>
    private const double ExactMax = 9007199254740992;
    private const byte NoPower = byte.MaxValue;

    private static readonly double[] Powers = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];

    private ulong _bits;
    private long _whole;
    private byte _power;

    public static NumberTrack New => new() { _power = NoPower };

    public NumberForm Write(ByteWriter writer, double value)
    {
        var bits = BitConverter.DoubleToUInt64Bits(value);
        var before = _bits;
        _bits = bits;
        if (bits == before)
            return NumberForm.Same;
        if (_power != NoPower && Fits(value, _power, out var whole))
        {
            writer.Zigzag(whole - _whole);
            _whole = whole;
            return NumberForm.Scaled;
        }

        for (byte power = 0; power < Powers.Length; power++)
        {
            if (!Fits(value, power, out whole))
                continue;
            (_power, _whole) = (power, whole);
            writer.Byte(power);
            writer.Zigzag(whole);
            return NumberForm.Rescaled;
        }

        WriteXored(writer, bits ^ before);
        return NumberForm.Xored;
    }

    public double Read(ref ByteReader reader, NumberForm form)
    {
        switch (form)
        {
            case NumberForm.Same:
                break;
            case NumberForm.Scaled:
                _whole += reader.Zigzag();
                _bits = BitConverter.DoubleToUInt64Bits(_whole / PowerOf(_power));
                break;
            case NumberForm.Rescaled:
                _power = reader.Byte();
                _whole = reader.Zigzag();
                _bits = BitConverter.DoubleToUInt64Bits(_whole / PowerOf(_power));
                break;
            default:
                _bits ^= ReadXored(ref reader);
                break;
        }

        return BitConverter.UInt64BitsToDouble(_bits);
    }

    private static double PowerOf(byte power) => power < Powers.Length
        ? Powers[power]
        : throw new StoreCorruptedException($"An archived number is scaled by 10^{power}; at most 9 is possible.");

    private static bool Fits(double value, byte power, out long whole)
    {
        var scaled = Math.Round(value * Powers[power]);
        whole = Math.Abs(scaled) < ExactMax ? (long)scaled : 0;
        return BitConverter.DoubleToUInt64Bits(whole / Powers[power]) == BitConverter.DoubleToUInt64Bits(value);
    }

    /// <summary>A head byte (bytes dropped from the low end, bytes kept), then the kept bytes.</summary>
    private static void WriteXored(ByteWriter writer, ulong difference)
    {
        var low = (int)ulong.TrailingZeroCount(difference) / 8;
        var kept = 8 - low - ((int)ulong.LeadingZeroCount(difference) / 8);
        writer.Byte((byte)((low << 4) | kept));
        for (var i = 0; i < kept; i++)
            writer.Byte((byte)(difference >> (8 * (low + i))));
    }

    private static ulong ReadXored(ref ByteReader reader)
    {
        var head = reader.Byte();
        var low = head >> 4;
        ulong difference = 0;
        foreach (var part in reader.Bytes(head & 0x0F))
            difference |= (ulong)part << (8 * low++);
        return difference;
    }
}
