using System.Numerics;

namespace OrleansTwin.Store.Codecs;

/// <summary>
/// Up to <see cref="Max"/> whole numbers: what they have in common (first, greatest common divisor, slope), then what is left of
/// each in as few bits as the most of them need; the others follow as exceptions (frame of reference with patches). Additions
/// wrap, so that any 64 bits come back.
/// </summary>
internal static class IntegerBlock
{
    public const int Max = 256;

    private const byte WidthMask = 0x7F;
    private const byte IsDelta = 0x80;

    /// <summary>Beyond this a slope in 1/256 could overflow; such numbers go without.</summary>
    private const long SlopeRange = 1L << 46;

    /// <param name="writer">Where to.</param>
    /// <param name="values">1 to <see cref="Max"/> numbers.</param>
    /// <param name="before">The number before the block, or 0: the first number is written as the difference to it.</param>
    public static void Write(ByteWriter writer, ReadOnlySpan<long> values, long before)
    {
        Span<long> steps = stackalloc long[values.Length];
        Span<long> rests = stackalloc long[values.Length];
        var unit = ToSteps(values, steps);
        var slope = SlopeOf(steps);
        var level = BlockFrame.Estimate(steps);
        var line = slope == 0 ? level : BlockFrame.Estimate(LessSlope(steps, slope, rests));
        var delta = BlockFrame.Estimate(Differences(steps, rests));
        var isDelta = delta < level && delta < line;
        if (isDelta || line >= level)
            slope = 0;
        if (!isDelta)
            LessSlope(steps, slope, rests);
        var frame = BlockFrame.Of(rests);
        writer.Byte((byte)(frame.Width | (isDelta ? IsDelta : 0)));
        writer.Varint(frame.Exceptions);
        writer.Varint(unit);
        writer.Zigzag(values[0] - before);
        writer.Zigzag(slope);
        writer.Zigzag(frame.Low);
        WriteRests(writer, rests, frame);
    }

    public static void Read(ref ByteReader reader, scoped Span<long> values, long before)
    {
        var head = reader.Byte();
        var width = head & WidthMask;
        var exceptions = reader.Count();
        if (width > 64 || exceptions > values.Length)
            throw new StoreCorruptedException($"A block of {values.Length} numbers has width {width}, {exceptions} exceptions.");
        var unit = (long)reader.Varint();
        var first = before + reader.Zigzag();
        var slope = reader.Zigzag();
        var low = reader.Zigzag();
        Span<ulong> rests = stackalloc ulong[values.Length];
        BitPacking.Unpack(reader.Bytes(BitPacking.BytesOf(values.Length, width)), width, rests);
        ReadExceptions(ref reader, exceptions, rests);
        if ((head & IsDelta) != 0)
            FromDifferences(rests, low, unit, first, values);
        else
            FromSlope(rests, low, slope, unit, first, values);
    }

    private static ulong ToSteps(ReadOnlySpan<long> values, Span<long> steps)
    {
        var first = values[0];
        ulong unit = 0;
        for (var i = 0; i < values.Length; i++)
        {
            steps[i] = values[i] - first;
            if (unit != 1)
                unit = CommonDivisor(unit, Magnitude(steps[i]));
        }

        if (unit is 0 or 1 or > long.MaxValue)
            return 1;
        for (var i = 0; i < steps.Length; i++)
            steps[i] /= (long)unit;
        return unit;
    }

    private static ulong CommonDivisor(ulong a, ulong b)
    {
        while (b != 0)
            (a, b) = (b, a % b);
        return a;
    }

    private static ulong Magnitude(long value) => value < 0 ? 0 - (ulong)value : (ulong)value;

    private static long SlopeOf(ReadOnlySpan<long> steps)
    {
        var last = steps[^1];
        return steps.Length < 2 || Math.Abs(last >> 1) > SlopeRange ? 0 : (last << 8) / (steps.Length - 1);
    }

    private static Span<long> LessSlope(ReadOnlySpan<long> steps, long slope, Span<long> rests)
    {
        for (var i = 0; i < steps.Length; i++)
            rests[i] = steps[i] - ((i * slope) >> 8);
        return rests;
    }

    /// <summary>The first has nothing before it; it takes the second's, which costs nothing.</summary>
    private static Span<long> Differences(ReadOnlySpan<long> steps, Span<long> rests)
    {
        for (var i = 1; i < steps.Length; i++)
            rests[i] = steps[i] - steps[i - 1];
        rests[0] = steps.Length > 1 ? rests[1] : 0;
        return rests;
    }

    private static void WriteRests(ByteWriter writer, ReadOnlySpan<long> rests, in BlockFrame frame)
    {
        Span<ulong> packed = stackalloc ulong[rests.Length];
        for (var i = 0; i < rests.Length; i++)
            packed[i] = frame.Holds(rests[i]) ? (ulong)(rests[i] - frame.Low) : 0;
        BitPacking.Pack(packed, frame.Width, writer.Take(BitPacking.BytesOf(rests.Length, frame.Width)));
        if (frame.Exceptions == 0)
            return;
        for (var i = 0; i < rests.Length; i++)
        {
            if (!frame.Holds(rests[i]))
            {
                writer.Byte((byte)i);
                writer.Zigzag(rests[i] - frame.Low);
            }
        }
    }

    private static void ReadExceptions(ref ByteReader reader, int exceptions, scoped Span<ulong> rests)
    {
        for (var i = 0; i < exceptions; i++)
        {
            var place = reader.Byte();
            if (place >= rests.Length)
                throw new StoreCorruptedException($"An exception at place {place} of a block of {rests.Length} numbers.");
            rests[place] = (ulong)reader.Zigzag();
        }
    }

    private static void FromDifferences(ReadOnlySpan<ulong> rests, long low, long unit, long first, Span<long> values)
    {
        values[0] = first;
        var last = first;
        for (var i = 1; i < values.Length; i++)
            values[i] = last += ((long)rests[i] + low) * unit;
    }

    private static void FromSlope(
        ReadOnlySpan<ulong> rests, long low, long slope, long unit, long first, Span<long> values)
    {
        var origin = first + (low * unit);
        if (slope == 0)
        {
            for (var i = 0; i < values.Length; i++)
                values[i] = origin + ((long)rests[i] * unit);
            return;
        }

        for (var i = 0; i < values.Length; i++)
            values[i] = origin + (((long)rests[i] + ((i * slope) >> 8)) * unit);
    }
}
