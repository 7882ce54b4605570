using OrleansTwin.PlantFiles.Reading;
using OrleansTwin.PlantFiles.Yaml;

namespace OrleansTwin.PlantFiles.Editing;

/// <summary>Questions to a plant file's tree.</summary>
internal static class Trees
{
    /// <summary>
    /// Whether two trees say the same in the same order, wherever it stands. Reading is a function of the tree, so the plants of
    /// like trees are alike.
    /// </summary>
    public static bool AreAlike(Node one, Node other) =>
        (one, other) switch
        {
            (TextNode a, TextNode b) => a.Text == b.Text && a.IsNull == b.IsNull,
            (ListNode a, ListNode b) => a.Items.Count == b.Items.Count && a.Items.Zip(b.Items).All(
                pair => AreAlike(pair.First, pair.Second)),
            (MapNode a, MapNode b) => a.Entries.Count == b.Entries.Count && a.Entries.Zip(b.Entries).All(
                pair => AreAlike(pair.First.Key, pair.Second.Key) && AreAlike(pair.First.Value, pair.Second.Value)),
            _ => false,
        };

    /// <summary>The keys from the root down to a machine; null where the file has none with this path.</summary>
    public static List<string>? KeysOf(MapNode root, string machineId)
    {
        var keys = new List<string>();
        IEnumerable<string> levels = PlantReader.Roots.Select(level => level.Key);
        Node? at = root;
        foreach (var id in machineId.Split('/'))
        {
            var above = at as MapNode;
            var level = levels.FirstOrDefault(key => above?.Find(key) is MapNode below && below.Has(id));
            if (level is null)
                return null;
            keys.AddRange([level, id]);
            at = Find(above, level, id);
            levels = CompositeReader.Children.Keys;
        }
        return keys;
    }

    /// <summary>What stands below a chain of keys; null where it breaks off.</summary>
    public static Node? Find(Node? root, params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
            root = (root as MapNode)?.Find(key);
        return root;
    }

    /// <summary>The tag that a machine, or a type that it builds on, gives to a sensor itself; not one by default.</summary>
    public static string? TagOf(MapNode root, Node? machine, string sensor)
    {
        for (var body = machine; body is not null;)
        {
            if (Find(body, "sensors", sensor, "tag") is TextNode tag)
                return tag.Text;
            body = Find(body, "type") is TextNode type ? Find(root, "machineTypes", type.Text) : null;
        }
        return null;
    }
}
