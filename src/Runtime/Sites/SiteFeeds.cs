using System.Globalization;
using OrleansTwin.Runtime.Shards;

namespace OrleansTwin.Runtime.Sites;

/// <summary>
/// How the feed of a forwarded site is called: its name tells the site, and its store's name can name a schema.
/// </summary>
internal static class SiteFeeds
{
    private const string Prefix = "site:";

    /// <summary>Characters of a site's path that show in the name of its store.</summary>
    private const int ShownMax = 16;

    public static string NameOf(string siteId) => Prefix + siteId;

    /// <summary>Null: it is no site's feed.</summary>
    public static string? SiteOf(string feed) =>
        feed.StartsWith(Prefix, StringComparison.Ordinal) ? feed[Prefix.Length..] : null;

    /// <summary>Of a-z, 0-9 and _; paths that look alike there are told apart by their hash.</summary>
    public static string StoreOf(string feed)
    {
        return SiteOf(feed) is { } siteId ? $"site_{Plain(siteId)}" : $"feed_{feed}";
    }

    /// <summary>The store of what a site's Edge reports.</summary>
    public static string StoreOfReports(string siteId) => $"reports_{Plain(siteId)}";

    private static string Plain(string siteId)
    {
        var plain = string.Concat(siteId.ToLowerInvariant().Select(letter =>
            char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) ? letter : '_'));
        var shown = plain.Length > ShownMax ? plain[^ShownMax..] : plain;
        return string.Create(CultureInfo.InvariantCulture, $"{shown}_{(uint)PathHash.Of(siteId):x8}");
    }
}
