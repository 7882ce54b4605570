namespace OrleansTwin.Tidy.Tests;

/// <summary>Failures that list what was found.</summary>
internal static class Tell
{
    public static void None(IEnumerable<string> found, string what)
    {
        var all = found.Order(StringComparer.Ordinal).ToList();
        Assert.True(all.Count == 0, $"{all.Count} {what}:\n  {string.Join("\n  ", all.Take(50))}");
    }
}
