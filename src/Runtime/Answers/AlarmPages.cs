using System.Globalization;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Twins.Alarms;

namespace OrleansTwin.Runtime.Answers;

/// <summary>
/// Alarms newest first, by when they were raised, those of one instant by twin. The cursor names the last alarm of a page, not
/// its place: it stays valid while alarms are raised above it, and means the same in every shard.
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

    /// <summary>Of those that are asked for.</summary>
    public static Page<AlarmView> OfAll(IEnumerable<AlarmView> alarms, AlarmQuery query) => Of(
        alarms.Where(alarm => query.TwinId is null || Paths.IsAtOrBelow(alarm.TwinId, query.TwinId))
            .Where(alarm => query.State is null || alarm.State == query.State)
            .Where(alarm => query.HasNormal || alarm.State != AlarmState.Normal)
            .Where(alarm => query.IsActive is null || alarm.State.IsActive() == query.IsActive),
        query);

    private static Place PlaceOf(AlarmView alarm) => new(TicksOf(alarm), alarm.TwinId, alarm.Source);

    private static string CursorOf(AlarmView alarm) =>
        string.Create(CultureInfo.InvariantCulture, $"{TicksOf(alarm)}.{(int)alarm.Source}.{alarm.TwinId}");

    private static long TicksOf(AlarmView alarm) => (alarm.RaisedAt ?? alarm.ChangedAt).UtcTicks;

    private static Place Parse(string cursor) =>
        cursor.Split('.', 3) is [var raised, var source, { Length: > 0 } id]
        && long.TryParse(raised, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
        && int.TryParse(source, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new Place(ticks, id, (AlarmSource)number)
            : throw Cursors.Foreign(cursor);

    private readonly record struct Place(long RaisedTicks, string TwinId, AlarmSource Source) : IComparable<Place>
    {
        public int CompareTo(Place other)
        {
            var order = other.RaisedTicks.CompareTo(RaisedTicks);
            if (order == 0)
                order = string.CompareOrdinal(TwinId, other.TwinId);
            return order != 0 ? order : Source.CompareTo(other.Source);
        }
    }
}
