using System.Text.RegularExpressions;

namespace OrleansTwin.PlantFiles.Reading;

/// <summary>
/// The small JSONPath of payload rules: <c>$.a.b[0]</c>, <c>$['a b']</c>, and <c>[*]</c> where a path leads to the items of a
/// batch.
/// </summary>
internal static partial class PayloadPath
{
    public static readonly string[] Keys = ["items", "name", "value", "time", "quality"];

    public static string? Read(MapReader reader, string key, bool mayHaveStar = false)
    {
        if (reader.Text(key) is not { } path)
            return null;
        if (!Shape().IsMatch(path) || (!mayHaveStar && path.Contains("[*]", StringComparison.Ordinal)))
            reader.Error(
                key, mayHaveStar ? "a path such as $.items[*]" : "a path such as $.data.value", "[*] belongs into items only");
        return path;
    }

    [GeneratedRegex("""^\$(\.[^.\[\]\s]+|\[\d{1,6}\]|\['[^']+'\]|\["[^"]+"\]|\[\*\])*$""")]
    private static partial Regex Shape();
}
