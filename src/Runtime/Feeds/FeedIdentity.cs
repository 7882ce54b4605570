using OrleansTwin.Store;

namespace OrleansTwin.Runtime.Feeds;

/// <summary>
/// What takers know a feed by: its name, and a mark that its store was given when it was new. An emptied store counts its batches
/// from 1 again; under the old name they would be taken for repetitions.
/// </summary>
internal static class FeedIdentity
{
    /// <summary>The marks stand among the names, where no twin's path begins like this. The newest counts.</summary>
    private const string Prefix = "$feed/";

    public static async Task<string> OfAsync(string name, ITwinStore store, CancellationToken cancellation)
    {
        var mark = Enumerable.Range(0, store.Names.Count).Select(store.Names.NameOf)
            .LastOrDefault(known => known.StartsWith(Prefix, StringComparison.Ordinal));
        return mark is null ? await RenewAsync(name, store, cancellation) : $"{name}:{mark[Prefix.Length..]}";
    }

    /// <summary>Another mark: from here on it is another feed.</summary>
    public static async Task<string> RenewAsync(string name, ITwinStore store, CancellationToken cancellation)
    {
        var mark = $"{Guid.NewGuid():N}";
        await store.Names.GetOrAddAsync([Prefix + mark], cancellation);
        return $"{name}:{mark}";
    }
}
