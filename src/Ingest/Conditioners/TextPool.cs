using System.Text;

namespace OrleansTwin.Ingest.Conditioners;

/// <summary>
/// One string per distinct text, so that a state name sent ten times a second allocates nothing. Bounded: when full it starts
/// afresh. Not for several threads at once.
/// </summary>
public sealed class TextPool(int capacity = 4096)
{
    private readonly Dictionary<byte[], string> _texts = new(Utf8Comparer.Instance);

    public string Get(ReadOnlySpan<byte> utf8)
    {
        var lookup = _texts.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (lookup.TryGetValue(utf8, out var text))
            return text;
        if (_texts.Count >= capacity)
            _texts.Clear();
        return lookup[utf8] = Encoding.UTF8.GetString(utf8);
    }
}
