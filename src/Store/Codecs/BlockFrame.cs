using System.Numerics;

namespace OrleansTwin.Store.Codecs;

/// <summary>
/// The frame of a block: numbers from <see cref="Low"/> on that fit <see cref="Width"/> bits lie inside, the others are
/// exceptions. The cheapest is looked for only if a look at the spread says that exceptions would pay; noise has none.
/// </summary>
internal readonly record struct BlockFrame(long Low, int Width, int Exceptions)
{
    /// <summary>Bits that an exception costs beside its number: its place.</summary>
    private const int ExceptionBits = 10;

    public bool Holds(long value) => Width == 64 || (ulong)(value - Low) >> Width == 0;

    /// <summary>The bits that the numbers will take, roughly.</summary>
    public static int Estimate(ReadOnlySpan<long> values)
    {
        var (low, high) = Range(values);
        var full = WidthOf((ulong)(high - low));
        return Math.Min(full * values.Length, Spread(values, full).Bits);
    }

    public static BlockFrame Of(ReadOnlySpan<long> values)
    {
        var (low, high) = Range(values);
        var full = WidthOf((ulong)(high - low));
        var whole = new BlockFrame(low, full, 0);
        var (bits, width) = Spread(values, full);
        return bits < full * values.Length ? Cheapest(values, whole, width) : whole;
    }

    private static (long Low, long High) Range(ReadOnlySpan<long> values)
    {
        long low = values[0], high = values[0];
        foreach (var value in values)
        {
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }

        return (low, high);
    }

    private static int WidthOf(ulong range) => 64 - BitOperations.LeadingZeroCount(range);

    /// <summary>What a frame around the middle would cost at its best, and how wide it would be.</summary>
    private static (int Bits, int Width) Spread(ReadOnlySpan<long> values, int full)
    {
        if (full == 0)
            return (0, 0);
        var middle = Middle(values);
        Span<int> wider = stackalloc int[66];
        wider.Clear();
        foreach (var value in values)
        {
            var distance = value - middle;
            wider[WidthOf((ulong)(distance ^ (distance >> 63))) + (distance == 0 ? 0 : 1)]++;
        }

        var best = (Bits: int.MaxValue, Width: full);
        var exceptions = 0;
        for (var width = 65; width >= 0 && exceptions <= values.Length / 3; exceptions += wider[width--])
        {
            var bits = (values.Length * width) + (exceptions * (ExceptionBits + full));
            if (bits < best.Bits)
                best = (bits, width);
        }

        return best;
    }

    /// <summary>The median of nine of the numbers.</summary>
    private static long Middle(ReadOnlySpan<long> values)
    {
        Span<long> some = stackalloc long[9];
        for (var i = 0; i < some.Length; i++)
            some[i] = values[i * (values.Length - 1) / (some.Length - 1)];
        some.Sort();
        return some[some.Length / 2];
    }

    private static BlockFrame Cheapest(ReadOnlySpan<long> values, in BlockFrame whole, int around)
    {
        Span<long> sorted = stackalloc long[values.Length];
        values.CopyTo(sorted);
        sorted.Sort();
        var best = whole;
        var bestBits = whole.Width * values.Length;
        for (var width = Math.Max(0, around - 2); width < Math.Min(whole.Width, around + 2); width++)
        {
            var (start, held) = FullestWindow(sorted, width);
            var frame = new BlockFrame(sorted[start], width, values.Length - held);
            var bits = (width * values.Length) + (frame.Exceptions * (ExceptionBits + whole.Width));
            if (bits < bestBits)
                (best, bestBits) = (frame, bits);
        }

        return best;
    }

    /// <summary>Where a window of 2^width numbers holds the most of the sorted values.</summary>
    private static (int Start, int Held) FullestWindow(ReadOnlySpan<long> sorted, int width)
    {
        int start = 0, bestStart = 0, bestHeld = 0;
        for (var end = 0; end < sorted.Length; end++)
        {
            while ((ulong)(sorted[end] - sorted[start]) >> width != 0)
                start++;
            if (end - start + 1 > bestHeld)
                (bestStart, bestHeld) = (start, end - start + 1);
        }

        return (bestStart, bestHeld);
    }
}
