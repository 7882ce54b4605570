using System.Globalization;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Twins.Sensors;

namespace OrleansTwin.Runtime.Answers;

/// <summary>
/// Alarms newest first, those of one instant by sensor. The cursor names the last alarm of a page, not its place: it stays valid
/// while alarms are raised above it, and means the same in every shard.
/// </summary>
internal static class AlarmPages
{
    /// <param name="alarms">In any order.</param>
    /// <param name="query">Limit and cursor.</param>
    /// <param name="hasMore">There are more behind these.</param>
    public static Page<AlarmView> Of(IEnumerable<AlarmView> alarms, AlarmQuery query, bool hasMore = false)
    {
        var after = query.Cursor is { } cursor ? Parse(cursor) : default;
        var page = alarms.Where(alarm => query.Cursor is null || PlaceOf(alarm).CompareTo(after) > 0)
            .OrderBy(PlaceOf).Take(query.Limit + 1).ToList();
        hasMore |= page.Count > query.Limit;
        var items = page[..Math.Min(page.Count, query.Limit)];
        return new Page<AlarmView>(items, hasMore && items is [.., var last] ? CursorOf(last) : null);
    }

    private static Place PlaceOf(AlarmView alarm) => new(alarm.RaisedAt.UtcTicks, alarm.TwinId, alarm.LimitState);

    private static string CursorOf(AlarmView alarm) =>
        string.Create(CultureInfo.InvariantCulture, $"{alarm.RaisedAt.UtcTicks}.{(int)alarm.LimitState}.{alarm.TwinId}");

    private static Place Parse(string cursor) =>
        cursor.Split('.', 3) is [var raised, var state, { Length: > 0 } id]
        && long.TryParse(raised, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
        && int.TryParse(state, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new Place(ticks, id, (LimitState)number)
            : throw Cursors.Foreign(cursor);

    private readonly record struct Place(long RaisedTicks, string TwinId, LimitState State) : IComparable<Place>
    {
        public int CompareTo(Place other)
        {
            var order = other.RaisedTicks.CompareTo(RaisedTicks);
            if (order == 0)
                order = string.CompareOrdinal(TwinId, other.TwinId);
            return order != 0 ? order : State.CompareTo(other.State);
        }
    }
}
