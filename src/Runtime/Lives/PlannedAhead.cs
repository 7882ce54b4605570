using OrleansTwin.Twins.Calendars;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Runtime.Lives;

/// <summary>
/// From hours of operation to moments ahead, and back: planned busy time by the calendar, times how much of it machines run. A
/// calendar is laid out once a day for all machines that have it.
/// </summary>
internal sealed class PlannedAhead
{
    private static readonly long AheadTicks = TimeSpan.FromDays(367).Ticks;

    private readonly Dictionary<ShiftCalendar, BusyTime> _byCalendar = new(ReferenceEqualityComparer.Instance);
    private long _fromTicks;
    private BusyTime? _always;

    /// <summary>Hours of operation from now to a later moment.</summary>
    public double HoursUntil(ShiftCalendar? calendar, long nowTicks, long ticks, double operatingShare)
    {
        var busy = Of(calendar, nowTicks);
        return operatingShare * (busy.HoursUntil(ticks) - busy.HoursUntil(nowTicks));
    }

    /// <summary>When so many hours of operation have passed; null: more than a year ahead, or it does not run.</summary>
    public long? After(ShiftCalendar? calendar, long nowTicks, double hours, double operatingShare)
    {
        var busy = Of(calendar, nowTicks);
        return busy.After((hours / operatingShare) + busy.HoursUntil(nowTicks));
    }

    private BusyTime Of(ShiftCalendar? calendar, long nowTicks)
    {
        if (nowTicks < _fromTicks || nowTicks - _fromTicks > TimeSpan.TicksPerDay)
        {
            (_fromTicks, _always) = (nowTicks, null);
            _byCalendar.Clear();
        }

        if (calendar is null)
            return _always ??= new BusyTime(null, _fromTicks, _fromTicks + AheadTicks);
        if (!_byCalendar.TryGetValue(calendar, out var busy))
            _byCalendar[calendar] = busy = new BusyTime(calendar, _fromTicks, _fromTicks + AheadTicks);
        return busy;
    }
}
