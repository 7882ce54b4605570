using OrleansTwin.Twins.Model;

namespace OrleansTwin.Twins.Calendars;

/// <summary>
/// Reads one calendar's plan at moments that mostly lie near each other: holds the spans around the last day asked for, which
/// all cursors of a calendar share, so that a call is a look into a short list. A cache only (it holds no state that counts),
/// owned by one caller; not safe to share between threads.
/// </summary>
public sealed class ScheduleCursor
{
    private static readonly ScheduleSpan[] AroundTheClock = [new(0, long.MaxValue, PlanKind.Busy, null, 0)];

    private readonly CalendarSpans? _calendar;
    private ScheduleSpan[] _spans;
    private int _last;

    /// <summary>A null calendar is busy around the clock.</summary>
    public ScheduleCursor(ShiftCalendar? calendar)
    {
        _calendar = calendar is null ? null : CalendarSpans.Of(calendar);
        _spans = calendar is null ? AroundTheClock : [];
    }

    /// <summary>The maximal stretch of plan that holds a moment (UTC ticks, 0 or later). Valid until the next call.</summary>
    public ref readonly ScheduleSpan SpanAt(long atTicks)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(atTicks);
        if (_last < _spans.Length && _spans[_last].Holds(atTicks))
            return ref _spans[_last];
        _last = Find(atTicks);
        if (_last >= 0)
            return ref _spans[_last];
        _spans = _calendar?.Around(atTicks) ?? _spans;
        _last = Find(atTicks);
        if (_last >= 0)
            return ref _spans[_last];
        _last = 0;
        throw new InvalidOperationException($"Calendar {_calendar?.Id} has no plan at tick {atTicks}: its shifts overlap.");
    }

    private int Find(long atTicks)
    {
        var low = 0;
        var high = _spans.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (_spans[middle].Holds(atTicks))
                return middle;
            if (_spans[middle].StartTicks > atTicks)
                high = middle - 1;
            else
                low = middle + 1;
        }
        return -1;
    }
}
