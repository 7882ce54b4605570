using System.Globalization;
using OrleansTwin.PlantFiles.Reading;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace OrleansTwin.PlantFiles.Yaml;

/// <summary>
/// From YAML events to nodes with places. Plainer than YAML allows: one document, keys are text and stand once, no anchors,
/// aliases or merge keys (machine types and sensor defaults are this format's way to say a thing once, and a document without
/// aliases cannot unfold beyond its size).
/// </summary>
internal sealed class TreeBuilder
{
    private readonly Parser _events;
    private readonly PlantFileOptions _options;
    private readonly Findings _findings;
    private int _depth;

    private TreeBuilder(string text, PlantFileOptions options, Findings findings) =>
        (_events, _options, _findings) = (new Parser(new StringReader(text)), options, findings);

    /// <summary>The document's root; null (with an error) when the text is not one YAML document.</summary>
    public static Node? Build(string text, PlantFileOptions options, Findings findings)
    {
        var builder = new TreeBuilder(text, options, findings);
        try
        {
            return builder.Document();
        }
        catch (DepthExceededException)
        {
            return null;
        }
        catch (YamlException failure)
        {
            SyntaxErrors.Report(text, failure, findings);
            return null;
        }
        catch (Exception failure) when (failure is InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            // The scanner answers some unclosed brackets with such an exception instead of its own; the last event is the
            // nearest place known.
            var (line, column) = PlaceOf(builder._events.Current);
            findings.Error(line, column, null, "no valid YAML near here", "closed brackets, braces and quotes");
            return null;
        }
    }

    private static (int Line, int Column) PlaceOf(ParsingEvent? current) =>
        current is null ? (1, 1) : ((int)current.Start.Line, (int)current.Start.Column);

    private Node? Document()
    {
        _events.MoveNext();
        _events.MoveNext();
        if (_events.Current is not DocumentStart)
        {
            _findings.Error(1, 1, null, "an empty document", "a plant", "begin with the line plantFile: 1");
            return null;
        }
        _events.MoveNext();
        var root = Build();
        _events.MoveNext();
        if (_events.Current is DocumentStart second)
        {
            var (line, column) = PlaceOf(second);
            _findings.Error(line, column, null, "a second document", "one document a file", "remove the line ---");
        }
        return root;
    }

    /// <summary>Builds the node that begins with the current event and moves beyond it.</summary>
    private Node Build()
    {
        var current = _events.Current!;
        RefuseAnchor(current);
        var (line, column) = PlaceOf(current);
        switch (current)
        {
            case Scalar scalar:
                _events.MoveNext();
                return new TextNode(scalar.Value, scalar.Style == ScalarStyle.Plain, line, column)
                {
                    Span = ((int)scalar.Start.Index, (int)scalar.End.Index),
                };
            case SequenceStart list:
                return Nested(list, List);
            case MappingStart map:
                return Nested(map, Map);
            default:
                _events.MoveNext();
                return new TextNode("", true, line, column);
        }
    }

    private Node Nested<TStart>(TStart start, Func<TStart, Node> build)
        where TStart : NodeEvent
    {
        if (++_depth > _options.MaxDepth)
        {
            var (line, column) = PlaceOf(start);
            _findings.Error(
                line, column, null, "more nesting",
                string.Create(CultureInfo.InvariantCulture, $"at most {_options.MaxDepth} levels of maps and lists"));
            throw new DepthExceededException();
        }
        _events.MoveNext();
        var node = build(start);
        _events.MoveNext();
        _depth--;
        return node;
    }

    private ListNode List(SequenceStart start)
    {
        var items = new List<Node>();
        while (_events.Current is not SequenceEnd)
            items.Add(Build());
        var (line, column) = PlaceOf(start);
        var last = items.Count > 0 ? items[^1] : null;
        return new ListNode(items, line, column) { Span = SpanOf(start, start.Style == SequenceStyle.Flow, last) };
    }

    /// <summary>
    /// The scanner marks a closing bracket where it begins, and the end of what has no brackets only where it meets what follows.
    /// </summary>
    private (int From, int To) SpanOf(NodeEvent start, bool isFlow, Node? last) =>
        ((int)start.Start.Index, isFlow || last is null ? (int)_events.Current!.Start.Index + 1 : last.Span.To);

    private MapNode Map(MappingStart start)
    {
        Node? last = null;
        var entries = new List<MapEntry>();
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        while (_events.Current is not MappingEnd)
        {
            var key = Build();
            var value = last = Build();
            if (key is not TextNode text)
                _findings.Error(key.Line, key.Column, null, key.Found + " as a key", "text as a key");
            else if (seen.TryAdd(text.Text, text.Line))
                entries.Add(new MapEntry(text, value));
            else
                _findings.Error(
                    text, new Place(null, text.Text), "the key again", "each key once", $"first on line {seen[text.Text]}");
        }
        var (line, column) = PlaceOf(start);
        var isFlow = start.Style == MappingStyle.Flow;
        return new MapNode(entries, line, column) { IsFlow = isFlow, Span = SpanOf(start, isFlow, last) };
    }

    private void RefuseAnchor(ParsingEvent current)
    {
        if (current is not (AnchorAlias or NodeEvent { Anchor.IsEmpty: false }))
            return;
        var (line, column) = PlaceOf(current);
        _findings.Error(
            line,
            column,
            null,
            current is AnchorAlias ? "an alias (*)" : "an anchor (&)",
            "plain YAML without anchors and aliases",
            "machines share through machineTypes and sensors through sensorDefaults; put text that begins with & or * in quotes");
    }

    private sealed class DepthExceededException : Exception;
}
