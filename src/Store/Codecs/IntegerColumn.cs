namespace OrleansTwin.Store.Codecs;

/// <summary>Any number of whole numbers, as blocks.</summary>
internal static class IntegerColumn
{
    public static void Write(ByteWriter writer, ReadOnlySpan<long> values)
    {
        long before = 0;
        for (var rest = values; rest.Length > 0; rest = rest[Math.Min(IntegerBlock.Max, rest.Length)..])
        {
            var block = rest[..Math.Min(IntegerBlock.Max, rest.Length)];
            IntegerBlock.Write(writer, block, before);
            before = block[^1];
        }
    }

    public static void Read(ref ByteReader reader, scoped Span<long> values)
    {
        long before = 0;
        for (var rest = values; rest.Length > 0; rest = rest[Math.Min(IntegerBlock.Max, rest.Length)..])
        {
            var block = rest[..Math.Min(IntegerBlock.Max, rest.Length)];
            IntegerBlock.Read(ref reader, block, before);
            before = block[^1];
        }
    }
}
