using System.Globalization;
using OrleansTwin.Store;

namespace OrleansTwin.Runtime.Sites;

/// <summary>
/// Which Edge feeds a site: the first one that called, until somebody releases it. Kept among the names of the site's store,
/// where no twin's path begins like this; the newest counts.
/// </summary>
internal sealed class EdgeBinding
{
    private const string Prefix = "$edge/";

    private readonly ITwinStore _store;
    private long _count;

    public EdgeBinding(ITwinStore store)
    {
        _store = store;
        for (var key = 0; key < store.Names.Count; key++)
        {
            if (store.Names.NameOf(key).Split('/', 3) is ["$edge", _, var feed])
                Count(feed.Length > 0 ? feed : null);
        }
    }

    /// <summary>The feed of the Edge; null: the next one that calls is taken.</summary>
    public string? Feed { get; private set; }

    /// <summary>How many Edges have fed the site so far, with this one.</summary>
    public long Number { get; private set; }

    public Task BindAsync(string feed, CancellationToken cancellation) => SetAsync(feed, cancellation);

    public Task ReleaseAsync(CancellationToken cancellation) => SetAsync(null, cancellation);

    private async Task SetAsync(string? feed, CancellationToken cancellation)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{_count + 1}/{feed}");
        await _store.Names.GetOrAddAsync([name], cancellation);
        Count(feed);
    }

    private void Count(string? feed) => (_count, Number, Feed) = (_count + 1, Number + (feed is null ? 0 : 1), feed);
}
