namespace OrleansTwin.Runtime.Answers;

/// <summary>Pages of what happened, newest first, of several shards together.</summary>
internal static class TimedPages
{
    /// <summary>
    /// All of one instant come together; what one shard has not told yet must not be missing between what others told.
    /// </summary>
    /// <param name="parts">A page of each shard, and where its next one ends; null: it has no more.</param>
    /// <param name="at">When an item happened.</param>
    /// <param name="id">Orders those of one instant.</param>
    /// <param name="limit">About how many are told.</param>
    public static (IReadOnlyList<T> Items, DateTimeOffset? NextTo) Together<T>(
        IReadOnlyList<(IReadOnlyList<T> Items, DateTimeOffset? NextTo)> parts, Func<T, DateTimeOffset> at, Func<T, string> id,
        int limit)
    {
        var whole = parts.Max(part => part.NextTo);
        var items = parts.SelectMany(part => part.Items).Where(item => whole is null || at(item) >= whole)
            .OrderByDescending(at).ThenBy(id, StringComparer.Ordinal).ToList();
        if (items.Count <= limit)
            return (items, whole);
        var last = at(items[limit - 1]);
        var page = items.TakeWhile(item => at(item) >= last).ToList();
        return (page, page.Count < items.Count ? last : whole);
    }
}
