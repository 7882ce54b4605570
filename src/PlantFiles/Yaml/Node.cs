namespace OrleansTwin.PlantFiles.Yaml;

/// <summary>A node of the document with its place in the file, both from 1.</summary>
internal abstract class Node(int line, int column)
{
    public int Line { get; } = line;

    public int Column { get; } = column;

    /// <summary>Where it begins and ends in the text, in characters from 0; lists and maps end with their last item.</summary>
    public (int From, int To) Span { get; init; }

    /// <summary>How an error names what was found.</summary>
    public abstract string Found { get; }
}

/// <summary>A scalar, as text: what it means is up to the key it stands under.</summary>
internal sealed class TextNode(string text, bool isPlain, int line, int column) : Node(line, column)
{
    private const int LongestShown = 60;

    public string Text { get; } = text;

    /// <summary>An empty plain scalar, or YAML's words for it.</summary>
    public bool IsNull { get; } = isPlain && text is "" or "~" or "null";

    public override string Found =>
        IsNull ? "nothing" : Text.Length <= LongestShown ? $"\"{Text}\"" : $"\"{Text.AsSpan(0, LongestShown)}…\"";
}

internal sealed class ListNode(List<Node> items, int line, int column) : Node(line, column)
{
    public IReadOnlyList<Node> Items { get; } = items;

    public override string Found => "a list";
}
