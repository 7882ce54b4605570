using System.Buffers;
using OrleansTwin.PlantFiles.Yaml;

namespace OrleansTwin.PlantFiles.Reading;

/// <summary>
/// Ids are steps of asset paths, which stand in URLs and MQTT topics: ASCII letters, digits, <c>-</c>, <c>_</c> and <c>.</c>,
/// and not only dots.
/// </summary>
internal static class Ids
{
    public const int LongestId = 64;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    public static bool IsId(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= LongestId && !text.ContainsAnyExcept(Allowed) && text.ContainsAnyExcept('.');

    public static void Check(TextNode key, Place place, Findings findings)
    {
        if (!IsId(key.Text))
            findings.Error(
                key,
                place,
                key.Found,
                $"an id of at most {LongestId} letters, digits, '-', '_' and '.'",
                "put how it should be shown under name");
    }
}
