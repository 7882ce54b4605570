using System.Globalization;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Runtime.Engine;

namespace OrleansTwin.Runtime.Answers;

/// <summary>Pages of lists that are made anew for every question: the cursor is how many items came before.</summary>
internal static class Cursors
{
    public static int Parse(string? cursor) =>
        cursor is null ? 0
        : int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var skip) ? skip
        : throw Foreign(cursor);

    public static HostFaultException Foreign(string cursor) => new(
        HostFault.Invalid,
        $"Cursor '{cursor}' is not one of this list.",
        "the nextCursor of the page before.",
        "Begin without a cursor.");

    public static Page<T> Page<T>(IEnumerable<T> items, int skip, int limit)
    {
        var page = items.Skip(skip).Take(limit + 1).ToList();
        return page.Count > limit
            ? new Page<T>(page[..limit], (skip + limit).ToString(CultureInfo.InvariantCulture))
            : new Page<T>(page, null);
    }
}
