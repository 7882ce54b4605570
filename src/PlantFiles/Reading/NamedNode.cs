using OrleansTwin.PlantFiles.Yaml;

namespace OrleansTwin.PlantFiles.Reading;

/// <summary>Something that is written under its id.</summary>
internal readonly record struct NamedNode(TextNode Key, Node Value, Place Place, Findings Findings)
{
    public string Id => Key.Text;

    /// <summary>
    /// The map below the id; nothing there is an empty map. With <paramref name="shortFor"/>, a text stands for a map of that
    /// one key.
    /// </summary>
    public MapReader? Map(KeySet keys, string? shortFor = null)
    {
        var map = Value switch
        {
            MapNode node => node,
            TextNode { IsNull: true } => new MapNode([], Value.Line, Value.Column),
            TextNode text when shortFor is not null =>
                new MapNode([new MapEntry(new TextNode(shortFor, true, text.Line, text.Column), text)], text.Line, text.Column),
            _ => null,
        };
        if (map is null)
            Findings.Error(Value, Place, Value.Found, "a map with the keys " + string.Join(", ", keys.Keys));
        return map is null ? null : new MapReader(map, Place, Findings, keys);
    }

    public string? Text()
    {
        if (Value is TextNode { IsNull: false } text)
            return text.Text;
        Findings.Error(Value, Place, Value.Found, "text");
        return null;
    }
}
