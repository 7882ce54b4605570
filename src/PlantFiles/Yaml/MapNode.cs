namespace OrleansTwin.PlantFiles.Yaml;

internal readonly record struct MapEntry(TextNode Key, Node Value);

/// <summary>A map in the file's order. Small ones are searched, larger ones indexed.</summary>
internal sealed class MapNode(List<MapEntry> entries, int line, int column) : Node(line, column)
{
    private const int IndexedFrom = 12;

    private readonly Dictionary<string, Node>? _index = entries.Count < IndexedFrom
        ? null
        : entries.ToDictionary(entry => entry.Key.Text, entry => entry.Value, StringComparer.Ordinal);

    public IReadOnlyList<MapEntry> Entries => entries;

    /// <summary>Written in braces.</summary>
    public bool IsFlow { get; init; }

    public override string Found => "a map";

    public bool Has(string key) => (_index is null ? Search(key) : _index.GetValueOrDefault(key)) is not null;

    /// <summary>The value of a key; null where the map lacks it or says nothing there.</summary>
    public Node? Find(string key)
    {
        var node = _index is null ? Search(key) : _index.GetValueOrDefault(key);
        return node is TextNode { IsNull: true } ? null : node;
    }

    private Node? Search(string key)
    {
        foreach (var entry in entries)
        {
            if (entry.Key.Text == key)
                return entry.Value;
        }
        return null;
    }
}
