using System.Text;

namespace OrleansTwin.PlantFiles.Reading;

/// <summary>Names in braces within a text: <c>{machine}/{sensor}</c>.</summary>
internal static class Placeholders
{
    public static List<string> Names(string text)
    {
        var names = new List<string>();
        Replace(text, name =>
        {
            names.Add(name);
            return "";
        });
        return names;
    }

    /// <summary>The text with every placeholder replaced; a brace without its partner stays.</summary>
    public static string Replace(string text, Func<string, string> replacement)
    {
        var result = new StringBuilder(text.Length + 32);
        var at = 0;
        while (text.IndexOf('{', at) is >= 0 and var open && text.IndexOf('}', open) is >= 0 and var close)
        {
            result.Append(text, at, open - at).Append(replacement(text[(open + 1)..close]));
            at = close + 1;
        }
        return result.Append(text, at, text.Length - at).ToString();
    }
}
