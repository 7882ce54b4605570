namespace OrleansTwin.Store;

/// <summary>What happened to alarms, up to the last checkpoint.</summary>
public interface IAlarmLog
{
    /// <summary>
    /// Changes within [from, to) ticks, newest first, about <paramref name="limit"/>: all of one instant come together. Fewer:
    /// there are no more. The next page ends where the last change of this one was.
    /// </summary>
    ValueTask<IReadOnlyList<AlarmRow>> ReadAsync(
        long fromTicks, long toTicks, int limit, CancellationToken cancellation = default);
}
