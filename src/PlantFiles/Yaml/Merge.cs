namespace OrleansTwin.PlantFiles.Yaml;

/// <summary>
/// Lays one map over another, key by key and map by map: texts and lists of the upper one replace, its new keys come last.
/// </summary>
internal static class Merge
{
    /// <summary>
    /// Every node keeps its own place in the file. Keys in <paramref name="whole"/> are replaced whole, because half of one way
    /// to say them and half of another makes none.
    /// </summary>
    public static MapNode Over(MapNode below, MapNode above, params ReadOnlySpan<string> whole)
    {
        var entries = new List<MapEntry>(below.Entries.Count + above.Entries.Count);
        foreach (var entry in below.Entries)
        {
            var over = above.Find(entry.Key.Text);
            entries.Add(over is null ? entry : new MapEntry(entry.Key, One(entry, over, whole)));
        }
        foreach (var entry in above.Entries)
        {
            if (!below.Has(entry.Key.Text))
                entries.Add(entry);
        }
        return new MapNode(entries, above.Line, above.Column);
    }

    private static Node One(MapEntry below, Node above, ReadOnlySpan<string> whole) =>
        below.Value is MapNode lower && above is MapNode upper && !whole.Contains(below.Key.Text)
            ? Over(lower, upper, whole)
            : above;
}
