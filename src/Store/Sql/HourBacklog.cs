namespace OrleansTwin.Store.Sql;

/// <summary>
/// The hours that an earlier process left unsettled, or that an older program wrote: looked for once, from the newest to the
/// oldest, when nothing else is to do, some sensors at a time: a plant may have a million.
/// </summary>
internal sealed class HourBacklog
{
    private const int SensorsMax = 10_000;

    private readonly List<int> _sensors = [];
    private long? _next;
    private long _first;
    private int _after = -1;

    /// <summary>Queues the next that are unsettled; false: there are no more.</summary>
    public bool QueueNext(SqlDatabase database, Action<int, long> queue)
    {
        if (_next is null)
            (_first, _next) = ChunkTable.HourRange(database) ?? (0, -1);
        if (_next < _first)
            return false;
        var hour = _next.Value;
        _sensors.Clear();
        Unsettled(database, hour, _after, SensorsMax, _sensors);
        foreach (var sensor in _sensors)
            queue(sensor, hour);
        _after = _sensors.Count == SensorsMax ? _sensors[^1] : -1;
        if (_after < 0)
            _next = database.Number("SELECT max(hour) FROM chunk WHERE hour < ?", hour) ?? -1;
        return true;
    }

    /// <summary>Adds the next sensors behind one that have samples of an hour and no aggregates.</summary>
    public static void Unsettled(SqlDatabase database, long hour, int afterSensor, int sensorsMax, List<int> sensors)
    {
        var rows = database.Prepare(
            """
            SELECT DISTINCT sensor FROM chunk WHERE hour = ? AND sensor > ?
            AND NOT EXISTS (SELECT 1 FROM pyramid WHERE pyramid.hour = chunk.hour AND pyramid.sensor = chunk.sensor)
            ORDER BY sensor LIMIT ?
            """).With(hour, afterSensor, sensorsMax);
        while (rows.Step())
            sensors.Add(rows.Int(0));
    }
}
