namespace OrleansTwin.Store.Codecs;

/// <summary>
/// Texts of one blob: null is 0, a text seen before its number, a new text the next number followed by itself. Used by writer and
/// reader alike; one
/// instance per blob, or cleared in between.
/// </summary>
internal sealed class TextTable
{
    private readonly List<string> _texts = [];
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    public void Clear()
    {
        if (_texts.Count == 0)
            return;
        _texts.Clear();
        _numbers.Clear();
    }

    public void Write(ByteWriter writer, string? text)
    {
        if (text is null)
        {
            writer.Byte(0);
        }
        else if (_numbers.TryGetValue(text, out var number))
        {
            writer.Varint(number);
        }
        else
        {
            Add(text);
            writer.Varint(_texts.Count);
            writer.Text(text);
        }
    }

    public string? Read(ref ByteReader reader)
    {
        var number = reader.Varint();
        if (number == 0)
            return null;
        if (number <= (ulong)_texts.Count)
            return _texts[(int)number - 1];
        if (number != (ulong)_texts.Count + 1)
            throw new StoreCorruptedException($"Text number {number} where at most {_texts.Count + 1} is possible.");
        var text = reader.Text() ?? throw new StoreCorruptedException("A text of the text table is missing.");
        Add(text);
        return text;
    }

    private void Add(string text)
    {
        _texts.Add(text);
        _numbers.TryAdd(text, _texts.Count);
    }
}
