using OrleansTwin.PlantFiles.Reading;
using YamlDotNet.Core;

namespace OrleansTwin.PlantFiles.Yaml;

/// <summary>Says in plain words what the YAML scanner stumbled over.</summary>
internal static class SyntaxErrors
{
    public static void Report(string text, YamlException failure, Findings findings)
    {
        var (line, column) = ((int)failure.Start.Line, (int)failure.Start.Column);
        if (failure.Message.Contains("tab", StringComparison.Ordinal) && TabFrom(text, line) is var (tabLine, tabColumn))
        {
            findings.Error(tabLine, tabColumn, null, "a tab", "spaces for indentation", "replace the tab by two spaces");
            return;
        }
        findings.Error(line, column, null, "no valid YAML: " + Plain(failure.Message), "YAML", Hint(failure.Message));
    }

    /// <summary>The scanner's sentence as the middle of ours: no capital, no full stop, without where it was looking.</summary>
    private static string Plain(string message)
    {
        var found = message[(message.IndexOf(", ", StringComparison.Ordinal) is >= 0 and var comma ? comma + 2 : 0)..];
        return found.TrimEnd('.').Replace("did not find expected", "missing", StringComparison.Ordinal);
    }

    private static string? Hint(string message) =>
        message.Contains("invalid mapping", StringComparison.Ordinal)
            ? "put text that holds a colon in quotes, and align keys of one map"
        : message.Contains("cannot start any token", StringComparison.Ordinal)
            ? "put text that begins with a special character in quotes"
        : message.Contains("block", StringComparison.Ordinal) ? "align the keys of one map, or the dashes of one list"
        : null;

    /// <summary>The first tab that indents a line at or after the given one.</summary>
    private static (int Line, int Column)? TabFrom(string text, int fromLine)
    {
        var line = 0;
        foreach (var content in text.AsSpan().EnumerateLines())
        {
            line++;
            var indent = content.Length - content.TrimStart(" \t").Length;
            if (line >= fromLine && content[..indent].IndexOf('\t') is >= 0 and var tab)
                return (line, tab + 1);
        }
        return null;
    }
}
