namespace OrleansTwin.Store.Codecs;

/// <summary>Any number of doubles, as blocks.</summary>
internal static class DoubleColumn
{
    public static void Write(ByteWriter writer, ReadOnlySpan<double> values)
    {
        var places = 0;
        for (var rest = values; rest.Length > 0; rest = rest[Math.Min(IntegerBlock.Max, rest.Length)..])
            DoubleBlock.Write(writer, rest[..Math.Min(IntegerBlock.Max, rest.Length)], ref places);
    }

    public static void Read(ref ByteReader reader, scoped Span<double> values)
    {
        for (var rest = values; rest.Length > 0; rest = rest[Math.Min(IntegerBlock.Max, rest.Length)..])
            DoubleBlock.Read(ref reader, rest[..Math.Min(IntegerBlock.Max, rest.Length)]);
    }
}
