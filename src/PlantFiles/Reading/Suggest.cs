namespace OrleansTwin.PlantFiles.Reading;

/// <summary>
/// "Did you mean": the known word nearest to the one found (Damerau–Levenshtein, adjacent letters swapped count as one step).
/// </summary>
internal static class Suggest
{
    private const int LongestCompared = 64;

    /// <summary>Words compared letter by letter; further ones are not looked at.</summary>
    private const int MostCompared = 2000;

    /// <summary>In words shorter than this, one letter makes another word: only capitals may differ.</summary>
    private const int ShortWord = 3;

    /// <summary>A hint, or null where nothing is near.</summary>
    public static string? Hint(string found, IEnumerable<string> known) =>
        Nearest(found, known) is { } near ? $"did you mean \"{near}\"?" : null;

    public static string? Nearest(string found, IEnumerable<string> known)
    {
        if (found.Length is 0 or > LongestCompared)
            return null;
        var lower = found.ToLowerInvariant();
        string? nearest = null;
        var compared = 0;
        var least = 1 + (found.Length < ShortWord ? 0 : Math.Max(1, found.Length / 3));
        foreach (var word in known)
        {
            if (word.Length > LongestCompared || Math.Abs(word.Length - found.Length) >= least)
                continue;
            if (++compared > MostCompared)
                break;
            var distance = Distance(lower, word.ToLowerInvariant());
            if (distance < least)
                (nearest, least) = (word, distance);
        }
        return nearest;
    }

    /// <summary>Steps (insert, delete, replace, swap neighbours) from one word to the other.</summary>
    private static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            rows[i, 0] = i;
        for (var j = 0; j <= b.Length; j++)
            rows[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var replace = rows[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                rows[i, j] = Math.Min(replace, 1 + Math.Min(rows[i - 1, j], rows[i, j - 1]));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
            }
        }
        return rows[a.Length, b.Length];
    }
}
