using OrleansTwin.Twins.Model;

namespace OrleansTwin.Twins.Calendars;

/// <summary>
/// Reads one calendar's plan at moments that mostly lie near each other: keeps the spans around the last day asked for, so that a
/// call is a look into a short list. A cache only (it holds no state that counts), owned by one caller; not safe to share between
/// threads.
/// </summary>
public sealed class ScheduleCursor
{
    private static readonly ScheduleSpan AroundTheClock = new(0, long.MaxValue, PlanKind.Busy, null, 0);

    private readonly ShiftCalendar? _calendar;
    private readonly SpanBuilder? _builder;
    private readonly List<ScheduleSpan> _spans = [];
    private int _last;

    /// <summary>A null calendar is busy around the clock.</summary>
    public ScheduleCursor(ShiftCalendar? calendar)
    {
        _calendar = calendar;
        if (calendar is null)
            _spans.Add(AroundTheClock);
        else
            _builder = new SpanBuilder(new ShiftDays(calendar));
    }

    /// <summary>The maximal stretch of plan that holds a moment (UTC ticks, 0 or later).</summary>
    public ScheduleSpan SpanAt(long atTicks)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(atTicks);
        if (_last < _spans.Count && _spans[_last].Holds(atTicks))
            return _spans[_last];
        if (Find(atTicks) is >= 0 and var found)
            return _spans[_last = found];
        _builder?.Build(LocalClock.DateAt(_calendar!.TimeZone, atTicks), _spans);
        _last = Find(atTicks);
        return _last >= 0
            ? _spans[_last]
            : throw new InvalidOperationException($"Calendar {_calendar?.Id} has no plan at tick {atTicks}: its shifts overlap.");
    }

    private int Find(long atTicks)
    {
        var low = 0;
        var high = _spans.Count - 1;
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
