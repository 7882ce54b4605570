using System.Text;
using OrleansTwin.PlantFiles.Yaml;

namespace OrleansTwin.PlantFiles.Editing;

/// <summary>
/// Adds a value to a document's text; every other character stays. The value goes to the end of the deepest map on its way that
/// is there, in braces where that map is in braces, on lines of its own otherwise. Whether the layout allowed that is for the
/// caller to check by reading the text again.
/// </summary>
internal static class TextEdit
{
    private const int IndentStep = 2;

    /// <exception cref="InvalidOperationException">There is a value already, or one on the way that is no map.</exception>
    public static string Add(string text, MapNode root, ReadOnlySpan<string> path, Node value)
    {
        var map = root;
        for (var step = 0; ; step++)
        {
            var rest = path[(step + 1)..];
            switch (map.Entries.FirstOrDefault(EntryOf(path[step])).Value)
            {
                case null:
                    return map.IsFlow ? InBraces(text, map, path[step..], value) : OnLines(text, map, path[step..], value);
                case MapNode inner when rest.Length > 0:
                    map = inner;
                    break;
                case TextNode { IsNull: true } nothing:
                    return Instead(text, nothing, Nested(rest, value));
                default:
                    throw new InvalidOperationException($"{string.Join('.', path[..(step + 1)]!)} has a value already.");
            }
        }
    }

    /// <summary>A value below keys, as a document that holds nothing else would have it.</summary>
    public static Node Nested(ReadOnlySpan<string> path, Node value)
    {
        for (var step = path.Length - 1; step >= 0; step--)
            value = new MapNode([new MapEntry(new TextNode(path[step], true, 0, 0), value)], 0, 0);
        return value;
    }

    private static Func<MapEntry, bool> EntryOf(string key) => entry => entry.Key.Text == key;

    private static string InBraces(string text, MapNode map, ReadOnlySpan<string> path, Node value)
    {
        var entry = FlowText.Of(Nested(path, value))[1..^1];
        return map.Entries is [.., var last]
            ? text.Insert(EndOf(last), ", " + entry)
            : text.Insert(map.Span.From + 1, entry);
    }

    // After the last entry's line, so that a comment at its end stays with it.
    private static string OnLines(string text, MapNode map, ReadOnlySpan<string> path, Node value)
    {
        var last = EndOf(map.Entries[^1]);
        while (last > 0 && text[last - 1] is '\n' or '\r')
            last--;
        var end = text.AsSpan(last).IndexOfAny('\r', '\n');
        var lines = Lines(path, value, map.Entries[0].Key.Column - 1, NewLineOf(text));
        return text.Insert(end < 0 ? text.Length : last + end, lines);
    }

    private static string Lines(ReadOnlySpan<string> path, Node value, int indent, string newLine)
    {
        var lines = new StringBuilder();
        foreach (var key in path)
        {
            lines.Append(newLine).Append(' ', indent).Append(FlowText.Scalar(key)).Append(':');
            indent += IndentStep;
        }
        return lines.Append(' ').Append(FlowText.Of(value)).ToString();
    }

    private static string Instead(string text, TextNode nothing, Node value)
    {
        var (from, to) = nothing.Span;
        var space = from == to && !char.IsWhiteSpace(text[from - 1]) ? " " : "";
        return string.Concat(text.AsSpan(0, from), space, FlowText.Of(value), text.AsSpan(to));
    }

    private static int EndOf(MapEntry entry) => Math.Max(entry.Key.Span.To, entry.Value.Span.To);

    private static string NewLineOf(string text) => text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
}
