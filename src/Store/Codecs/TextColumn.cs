using System.Buffers;

namespace OrleansTwin.Store.Codecs;

/// <summary>Texts that repeat, each once, and a number for every sample; 0 is none.</summary>
internal static class TextColumn
{
    public static void Write(ByteWriter writer, ReadOnlySpan<string?> texts)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var places = ArrayPool<long>.Shared.Rent(texts.Length);
        for (var i = 0; i < texts.Length; i++)
            places[i] = NumberOf(texts[i], numbers);
        writer.Varint(numbers.Count);
        foreach (var text in numbers.Keys)
            writer.Text(text);
        IntegerColumn.Write(writer, places.AsSpan(0, texts.Length));
        ArrayPool<long>.Shared.Return(places);
    }

    public static void Read(ref ByteReader reader, Span<string?> texts)
    {
        var count = reader.Count();
        if (count > texts.Length)
            throw new StoreCorruptedException($"A chunk of {texts.Length} samples says that it has {count} texts.");
        var known = new string?[count + 1];
        for (var i = 1; i < known.Length; i++)
            known[i] = reader.Text() ?? throw new StoreCorruptedException($"Text {i} of a chunk is missing.");
        var places = ArrayPool<long>.Shared.Rent(texts.Length);
        IntegerColumn.Read(ref reader, places.AsSpan(0, texts.Length));
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = (ulong)places[i] < (ulong)known.Length
                ? known[places[i]]
                : throw new StoreCorruptedException($"A sample has text {places[i]}; its chunk has {known.Length - 1}.");
        }

        ArrayPool<long>.Shared.Return(places);
    }

    private static int NumberOf(string? text, Dictionary<string, int> numbers)
    {
        if (text is null)
            return 0;
        if (!numbers.TryGetValue(text, out var number))
            numbers.Add(text, number = numbers.Count + 1);
        return number;
    }
}
