using OrleansTwin.PlantFiles.Yaml;

namespace OrleansTwin.PlantFiles.Reading;

/// <summary>Keys that name something which stands elsewhere in the file.</summary>
internal static class References
{
    private const int MostShown = 10;

    /// <summary>Looks up what a key names; null (with an error) where it is not there, null without the key.</summary>
    public static T? Find<T>(MapReader reader, string key, IReadOnlyDictionary<string, T> known, string kind)
        where T : class
    {
        if (reader.Text(key) is not { } id)
            return null;
        if (known.TryGetValue(id, out var found))
            return found;
        reader.Error(key, $"the id of a {kind}", Hint(reader.Findings, id, known.Keys, kind));
        return null;
    }

    public static void Check<T>(TextNode id, Place place, Findings findings, IReadOnlyDictionary<string, T> known, string kind)
    {
        if (!known.ContainsKey(id.Text))
            findings.Error(id, place, id.Found, $"the id of a {kind}", Hint(findings, id.Text, known.Keys, kind));
    }

    private static string Hint(Findings findings, string found, IEnumerable<string> known, string kind) =>
        findings.Hint(found, known)
        ?? (known.Any() ? "known: " + string.Join(", ", known.Take(MostShown)) : $"the file has no {kind}");
}
