using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using OrleansTwin.PlantFiles.Yaml;

namespace OrleansTwin.PlantFiles.Editing;

/// <summary>Nodes as YAML in one line: maps in braces, texts plain where nobody could read them as anything else.</summary>
internal static partial class FlowText
{
    private static readonly string[] Words = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];

    /// <exception cref="ArgumentException">A list: no edit writes one.</exception>
    public static string Of(Node node) =>
        node switch
        {
            TextNode text => Scalar(text.Text),
            MapNode map =>
                $"{{{string.Join(", ", map.Entries.Select(entry => $"{Scalar(entry.Key.Text)}: {Of(entry.Value)}"))}}}",
            _ => throw new ArgumentException($"{node.Found}; expected a text or a map.", nameof(node)),
        };

    public static string Scalar(string text) =>
        Plain().IsMatch(text) && !Words.Contains(text, StringComparer.OrdinalIgnoreCase) ? text : Quoted(text);

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"", text.Length + 2);
        foreach (var letter in text)
        {
            if (letter is '"' or '\\')
                quoted.Append('\\').Append(letter);
            else if (char.IsControl(letter) || letter is '\u2028' or '\u2029' or '\uFEFF')
                quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}");
            else
                quoted.Append(letter);
        }
        return quoted.Append('"').ToString();
    }

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_./-]*\z")]
    private static partial Regex Plain();
}
