using System.Globalization;
using OrleansTwin.PlantFiles.Yaml;

namespace OrleansTwin.PlantFiles.Reading;

/// <summary>
/// Reads the keys of one map. A value that does not fit is reported where it stands, and the fallback is returned, so that
/// reading goes on and finds the next error too.
/// </summary>
internal sealed class MapReader
{
    private readonly MapNode _map;
    private readonly KeySet _keys;

    public MapReader(MapNode map, Place place, Findings findings, KeySet keys)
    {
        (_map, Place, Findings, _keys) = (map, place, findings, keys);
        foreach (var entry in map.Entries)
        {
            if (!keys.Has(entry.Key.Text))
                findings.Error(
                    entry.Key, place, $"the unknown key {entry.Key.Found}", "one of " + string.Join(", ", keys.Keys),
                    findings.Hint(entry.Key.Text, keys.Keys));
        }
    }

    public Place Place { get; }

    public Findings Findings { get; }

    public MapNode Map => _map;

    /// <summary>The value of a key, or null where the file says nothing.</summary>
    public Node? Node(string key)
    {
        if (!_keys.Has(key))
            throw new ArgumentException($"The key set {_keys.Name} lacks {key}.", nameof(key));
        return _map.Find(key);
    }

    public bool Has(string key) => Node(key) is not null;

    public void Error(string key, string expected, string? hint = null)
    {
        var node = Node(key);
        Findings.Error(node ?? _map, Place.At(key), node?.Found ?? "nothing", expected, hint);
    }

    public void Warning(string key, string expected, string? hint = null)
    {
        var node = Node(key);
        Findings.Warning(node ?? _map, Place.At(key), node?.Found ?? "nothing", expected, hint);
    }

    public string? Text(string key)
    {
        switch (Node(key))
        {
            case null:
                return null;
            case TextNode text:
                return text.Text;
            default:
                Error(key, "text");
                return null;
        }
    }

    /// <summary>Text that must be there; an empty string (with an error) where it is not.</summary>
    public string Required(string key, string expected)
    {
        if (!Has(key))
            Error(key, expected, $"add the key {key}");
        return Text(key) ?? "";
    }

    public double Number(string key, double fallback, double min = double.NegativeInfinity, double max = double.PositiveInfinity)
    {
        if (Node(key) is not { } node)
            return fallback;
        if (node is TextNode text && Scalars.TryNumber(text.Text, out var number) && number >= min && number <= max)
            return number;
        Error(key, Scalars.ExpectedNumber(min, max));
        return fallback;
    }

    public double? Number(string key) =>
        Has(key) && Number(key, double.NaN) is var number && !double.IsNaN(number) ? number : null;

    public long Whole(string key, long fallback, long min = 0, long max = long.MaxValue)
    {
        if (Node(key) is not { } node)
            return fallback;
        if (node is TextNode text
            && long.TryParse(text.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= min && number <= max)
            return number;
        Error(key, Scalars.ExpectedWhole(min, max));
        return fallback;
    }

    public bool Flag(string key)
    {
        if (Node(key) is not { } node)
            return false;
        if (node is TextNode { Text: "true" or "false" } text)
            return text.Text == "true";
        Error(key, "true or false");
        return false;
    }

    public long Duration(string key, long fallbackTicks, bool mayBeNegative = false, bool mayBeZero = true)
    {
        if (Node(key) is not { } node)
            return fallbackTicks;
        if (node is TextNode text && Durations.TryRead(text.Text, out var ticks)
            && (ticks > 0 || (ticks == 0 && mayBeZero) || (ticks < 0 && mayBeNegative)))
            return ticks;
        Error(key, mayBeZero ? Durations.Expected : Durations.Expected + ", longer than nothing", Scalars.DurationHint(node));
        return fallbackTicks;
    }

    public T Word<T>(string key, Words<T> words, T fallback)
        where T : struct
    {
        if (Node(key) is not { } node)
            return fallback;
        if (node is TextNode text && words.TryRead(text.Text, out var value))
            return value;
        Error(key, words.Expected, node is TextNode wrong ? Findings.Hint(wrong.Text, words.All) : null);
        return fallback;
    }

    /// <summary>The words of a list; one may stand without the list.</summary>
    public List<T> WordList<T>(string key, Words<T> words)
        where T : struct
    {
        var read = new List<T>();
        foreach (var (node, place) in Items(key))
        {
            if (node is TextNode text && words.TryRead(text.Text, out var value))
                read.Add(value);
            else
                Findings.Error(node, place, node.Found, words.Expected);
        }

        return read;
    }

    /// <summary>A nested map; null where there is none (or, with an error, something else).</summary>
    public MapReader? Inner(string key, KeySet keys) =>
        InnerMap(key) is { } map ? new MapReader(map, Place.At(key), Findings, keys) : null;

    public MapNode? InnerMap(string key)
    {
        if (Node(key) is not { } node)
            return null;
        if (node is MapNode map)
            return map;
        Error(key, "a map");
        return null;
    }

    /// <summary>The entries of a map whose keys are ids, each with its place. Keys that are no ids are reported.</summary>
    public IEnumerable<NamedNode> Named(string key)
    {
        if (InnerMap(key) is not { } map)
            yield break;
        var place = Place.At(key);
        foreach (var entry in map.Entries)
        {
            Ids.Check(entry.Key, place, Findings);
            yield return new NamedNode(entry.Key, entry.Value, place.At(entry.Key.Text), Findings);
        }
    }

    /// <summary>The items of a list, each with its place; one item may stand without the list.</summary>
    public IEnumerable<(Node Node, Place Place)> Items(string key)
    {
        if (Node(key) is not { } node)
            yield break;
        var place = Place.At(key);
        if (node is not ListNode list)
        {
            yield return (node, place);
            yield break;
        }
        for (var i = 0; i < list.Items.Count; i++)
            yield return (list.Items[i], place.At(i));
    }

    /// <summary>The maps of a list.</summary>
    public IEnumerable<MapReader> InnerItems(string key, KeySet keys)
    {
        foreach (var (node, place) in Items(key))
        {
            if (node is MapNode map)
                yield return new MapReader(map, place, Findings, keys);
            else
                Findings.Error(node, place, node.Found, "a map with the keys " + string.Join(", ", keys.Keys));
        }
    }
}
