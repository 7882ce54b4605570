using System.Numerics;

namespace OrleansTwin.Store.Codecs;

/// <summary>
/// Up to <see cref="IntegerBlock.Max"/> doubles, bit for bit. Sensors send decimals of a few digits: those are stored as whole
/// multiples of a power of ten, where the division gives back the same bits; the few that it does not are exceptions. A block of
/// something else is stored as its bits in an order that makes near values near numbers.
/// </summary>
internal static class DoubleBlock
{
    public const int PlacesMax = 22;

    private const byte AsBits = 0xFF;

    /// <summary>Beyond 2^53 whole numbers are not exact in a double.</summary>
    private const double ExactMax = 9007199254740992;

    /// <summary>Bits of a stored decimal place, and of an exception.</summary>
    private const double PlaceBits = 3.33, ExceptionBits = 72;

    private const int TriedAtFirst = 16;

    private static readonly double[] Powers =
    [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21,
        1e22,
    ];

    /// <param name="writer">Where to.</param>
    /// <param name="values">1 to <see cref="IntegerBlock.Max"/> numbers.</param>
    /// <param name="places">The decimal places of the block before, which this one probably has too.</param>
    public static void Write(ByteWriter writer, ReadOnlySpan<double> values, ref int places)
    {
        Span<long> whole = stackalloc long[values.Length];
        if (!TryFindPlaces(values, ref places))
        {
            writer.Byte(AsBits);
            ToOrder(values, whole);
            IntegerBlock.Write(writer, whole, 0);
            return;
        }

        writer.Byte((byte)places);
        Span<byte> exceptions = stackalloc byte[values.Length];
        var count = Scale(values, Powers[places], whole, exceptions);
        writer.Varint(count);
        foreach (var place in exceptions[..count])
        {
            writer.Byte(place);
            writer.Number(values[place]);
        }

        IntegerBlock.Write(writer, whole, 0);
    }

    public static void Read(ref ByteReader reader, scoped Span<double> values)
    {
        Span<long> whole = stackalloc long[values.Length];
        var form = reader.Byte();
        if (form == AsBits)
        {
            IntegerBlock.Read(ref reader, whole, 0);
            FromOrder(whole, values);
            return;
        }

        if (form > PlacesMax)
            throw new StoreCorruptedException($"A block of numbers has {form} decimal places, more than {PlacesMax}.");
        var count = reader.Count();
        var exceptions = reader.Bytes(count <= values.Length ? count * (1 + sizeof(double)) : int.MaxValue);
        IntegerBlock.Read(ref reader, whole, 0);
        var scale = Powers[form];
        for (var i = 0; i < values.Length; i++)
            values[i] = whole[i] / scale;
        Patch(exceptions, values);
    }

    /// <summary>A number's bits so that greater numbers have greater bits; its own inverse.</summary>
    public static long Order(long bits) => bits ^ ((bits >> 63) & long.MaxValue);

    private static void ToOrder(ReadOnlySpan<double> values, Span<long> whole)
    {
        for (var i = 0; i < values.Length; i++)
            whole[i] = Order(BitConverter.DoubleToInt64Bits(values[i]));
    }

    private static void FromOrder(ReadOnlySpan<long> whole, Span<double> values)
    {
        for (var i = 0; i < values.Length; i++)
            values[i] = BitConverter.Int64BitsToDouble(Order(whole[i]));
    }

    private static void Patch(ReadOnlySpan<byte> exceptions, Span<double> values)
    {
        for (var rest = exceptions; rest.Length > 0; rest = rest[(1 + sizeof(double))..])
        {
            if (rest[0] >= values.Length)
                throw new StoreCorruptedException($"An exception at place {rest[0]} of a block of {values.Length} numbers.");
            values[rest[0]] = BitConverter.ToDouble(rest[1..]);
        }
    }

    private static bool TryFindPlaces(ReadOnlySpan<double> values, ref int places)
    {
        if (Fits(values, Powers[places]) && (places == 0 || !Fits(values, Powers[places - 1])))
            return true;
        Span<int> needing = stackalloc int[PlacesMax + 2];
        needing.Clear();
        var isTried = values.Length > 2 * TriedAtFirst;
        if (isTried && CountPlaces(values[..TriedAtFirst], needing) > TriedAtFirst / 2)
            return false;
        CountPlaces(isTried ? values[TriedAtFirst..] : values, needing);
        places = Cheapest(needing, values.Length, out var exceptions);
        return exceptions <= values.Length / 6;
    }

    /// <summary>Counts the values by the places that they need; returns those for which there are none.</summary>
    private static int CountPlaces(ReadOnlySpan<double> values, Span<int> needing)
    {
        var likely = 0;
        foreach (var value in values)
        {
            var places = PlacesOf(value, likely);
            needing[places]++;
            likely = places > PlacesMax ? likely : places;
        }

        return needing[PlacesMax + 1];
    }

    private static int PlacesOf(double value, int likely)
    {
        var places = FitsOne(value, Powers[likely]) ? likely : 0;
        if (places > 0)
        {
            while (places > 0 && FitsOne(value, Powers[places - 1]))
                places--;
            return places;
        }

        while (places <= PlacesMax && !FitsOne(value, Powers[places]))
            places++;
        return places;
    }

    private static int Cheapest(ReadOnlySpan<int> needing, int count, out int exceptions)
    {
        var best = (Bits: double.MaxValue, Places: 0, Exceptions: 0);
        var left = count;
        for (var places = 0; places <= PlacesMax; places++)
        {
            left -= needing[places];
            var bits = (PlaceBits * places * count) + (ExceptionBits * left);
            if (bits < best.Bits)
                best = (bits, places, left);
        }

        exceptions = best.Exceptions;
        return best.Places;
    }

    private static bool FitsOne(double value, double scale) => Fits([value], scale);

    private static bool Fits(ReadOnlySpan<double> values, double scale)
    {
        if (Vector.IsHardwareAccelerated && values.Length >= Vector<double>.Count)
        {
            var vectorScale = new Vector<double>(scale);
            for (; values.Length >= Vector<double>.Count; values = values[Vector<double>.Count..])
            {
                var value = new Vector<double>(values);
                var whole = Vector.Round(value * vectorScale);
                var same = Vector.Equals(Vector.AsVectorInt64(whole / vectorScale), Vector.AsVectorInt64(value));
                if (!Vector.EqualsAll(same, Vector<long>.AllBitsSet)
                    || !Vector.LessThanAll(Vector.Abs(whole), new Vector<double>(ExactMax)))
                    return false;
            }
        }

        foreach (var value in values)
        {
            if (!TryScale(value, scale, out _))
                return false;
        }

        return true;
    }

    private static bool TryScale(double value, double scale, out long whole)
    {
        var rounded = Math.Round(value * scale);
        whole = Math.Abs(rounded) < ExactMax ? (long)rounded : 0;
        return BitConverter.DoubleToInt64Bits(whole / scale) == BitConverter.DoubleToInt64Bits(value);
    }

    /// <summary>An exception's place takes the number before it, which costs least.</summary>
    private static int Scale(ReadOnlySpan<double> values, double scale, Span<long> whole, Span<byte> exceptions)
    {
        var count = 0;
        for (var i = 0; i < values.Length; i++)
        {
            if (TryScale(values[i], scale, out whole[i]))
                continue;
            whole[i] = i > 0 ? whole[i - 1] : 0;
            exceptions[count++] = (byte)i;
        }

        return count;
    }
}
