using OrleansTwin.Store.Buffers;
using OrleansTwin.Store.Codecs;

namespace OrleansTwin.Store.Sql;

/// <summary>
/// Lets go of old history, an hour of all sensors at a time and in slices: samples first, of which the aggregates remain, later
/// those. Age counts back from the newest hour that samples have come for, so a clock that is wrong deletes nothing. On the
/// writer's thread only.
/// </summary>
internal sealed class Retention(StoreOptions options, HistoryBounds bounds, HourKeeper hours)
{
    private const int RowsPerSlice = 500;

    private long _dropped;

    /// <summary>Chunks and aggregates that were dropped for their age or for room.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    public void Load(SqlDatabase database)
    {
        bounds.SamplesFromHour = ReadSamplesFromHour(database);
        bounds.AggregatesFromHour = database.Number("SELECT value FROM meta WHERE key = 'aggregates_from_hour'") ?? 0;
    }

    public static long ReadSamplesFromHour(SqlDatabase database) =>
        database.Number("SELECT value FROM meta WHERE key = 'samples_from_hour'") ?? 0;

    /// <summary>A slice of what is due; 0: nothing is.</summary>
    public int DropSome(SqlDatabase database)
    {
        var dropped = DropSamples(database);
        if (dropped == 0)
            dropped = DropAggregates(database);
        Volatile.Write(ref _dropped, _dropped + dropped);
        return dropped;
    }

    private int DropSamples(SqlDatabase database)
    {
        if (Oldest(database, "chunk") is not { } hour || !IsDue(database, hour))
            return 0;
        if (hours.SettleSome(database, hour, RowsPerSlice) is > 0 and var settled)
            return settled;
        Raise(database, "samples_from_hour", hour + 1);
        bounds.SamplesFromHour = Math.Max(bounds.SamplesFromHour, hour + 1);
        return Delete(database, "chunk", hour);
    }

    private int DropAggregates(SqlDatabase database)
    {
        if (options.AggregatesKeepDays == 0 || Oldest(database, "pyramid") is not { } hour
            || hour >= hours.NewestHour - (options.AggregatesKeepDays * 24L) || hour >= bounds.SamplesFromHour)
            return 0;
        Raise(database, "aggregates_from_hour", hour + 1);
        bounds.AggregatesFromHour = Math.Max(bounds.AggregatesFromHour, hour + 1);
        return Delete(database, "pyramid", hour);
    }

    private bool IsDue(SqlDatabase database, long hour)
    {
        if (hour < bounds.SamplesFromHour)
            return true;
        if (options.HistoryKeepDays > 0 && hour < hours.NewestHour - (options.HistoryKeepDays * 24L))
            return true;
        return options.HistoryBytesMax > 0 && hour < hours.NewestHour - 1
            && (database.Number("SELECT value FROM meta WHERE key = 'chunk_bytes'") ?? 0) > options.HistoryBytesMax;
    }

    private static long? Oldest(SqlDatabase database, string table) => database.Number($"SELECT min(hour) FROM {table}");

    private static void Raise(SqlDatabase database, string key, long hour) =>
        database.Prepare($"UPDATE meta SET value = ? WHERE key = '{key}' AND value < ?").With(hour, hour).Run();

    private static int Delete(SqlDatabase database, string table, long hour)
    {
        List<long> ids = [];
        long bytes = 0;
        var rows = database.Prepare($"SELECT id, length(data) FROM {table} WHERE hour = ? LIMIT ?").With(hour, RowsPerSlice);
        while (rows.Step())
        {
            ids.Add(rows.Long(0));
            bytes += rows.Long(1);
        }

        foreach (var id in ids)
            database.Prepare($"DELETE FROM {table} WHERE id = ?").With(id).Run();
        if (table == "chunk")
            ChunkTable.CountBytes(database, -bytes);
        return ids.Count;
    }
}
