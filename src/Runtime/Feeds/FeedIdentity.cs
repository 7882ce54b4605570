using OrleansTwin.Store;

namespace OrleansTwin.Runtime.Feeds;

/// <summary>
/// What shards know a feed by: its name, and a mark that its store was given when it was new. An emptied store counts its batches
/// from 1 again; under the old name shards would take the first of them for repetitions.
/// </summary>
internal static class FeedIdentity
{
    /// <summary>The mark stands among the names, where no twin's path begins like this.</summary>
    private const string Prefix = "$feed/";

    public static async Task<string> OfAsync(string name, ITwinStore store, CancellationToken cancellation)
    {
        var mark = Enumerable.Range(0, store.Names.Count).Select(store.Names.NameOf)
            .FirstOrDefault(known => known.StartsWith(Prefix, StringComparison.Ordinal));
        if (mark is null)
        {
            mark = $"{Prefix}{Guid.NewGuid():N}";
            await store.Names.GetOrAddAsync([mark], cancellation);
        }

        return $"{name}:{mark[Prefix.Length..]}";
    }
}
