namespace OrleansTwin.Store.Sql;

/// <summary>
/// The hours that an earlier process left unsettled, or that an older program wrote: looked for once, from the newest to the
/// oldest, when nothing else is to do.
/// </summary>
internal sealed class HourBacklog
{
    private readonly List<int> _sensors = [];
    private long? _next;
    private long _first;

    /// <summary>Queues what is unsettled in the next hour; false: there are no more.</summary>
    public bool QueueNextHour(SqlDatabase database, Action<int, long> queue)
    {
        if (_next is null)
            (_first, _next) = ChunkTable.HourRange(database) ?? (0, -1);
        if (_next < _first)
            return false;
        var hour = _next.Value;
        _sensors.Clear();
        Unsettled(database, hour, _sensors);
        foreach (var sensor in _sensors)
            queue(sensor, hour);
        _next = database.Number("SELECT max(hour) FROM chunk WHERE hour < ?", hour) ?? -1;
        return true;
    }

    /// <summary>Adds the sensors that have samples of an hour and no aggregates.</summary>
    public static void Unsettled(SqlDatabase database, long hour, List<int> sensors)
    {
        var rows = database.Prepare(
            """
            SELECT DISTINCT sensor FROM chunk WHERE hour = ?
            AND NOT EXISTS (SELECT 1 FROM pyramid WHERE pyramid.hour = chunk.hour AND pyramid.sensor = chunk.sensor)
            """).With(hour);
        while (rows.Step())
            sensors.Add(rows.Int(0));
    }
}
