using System.Runtime.CompilerServices;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Twins.Calendars;

/// <summary>
/// A calendar's spans around the days that were asked for, laid out once for all machines that keep to it: forty thousand
/// machines have a handful of calendars. Found by the calendar object, for as long as that lives. Safe to share between threads.
/// </summary>
internal sealed class CalendarSpans
{
    /// <summary>Days kept; a refold of the far past makes room for itself by forgetting the others.</summary>
    private const int DaysMax = 64;

    private static readonly ConditionalWeakTable<ShiftCalendar, CalendarSpans> All = [];

    private readonly Lock _lock = new();
    private readonly Dictionary<DateOnly, ScheduleSpan[]> _days = [];
    private readonly List<ScheduleSpan> _built = [];
    private readonly TimeZoneInfo _timeZone;
    private readonly SpanBuilder _builder;

    private CalendarSpans(ShiftCalendar calendar) =>
        (Id, _timeZone, _builder) = (calendar.Id, calendar.TimeZone, new SpanBuilder(new ShiftDays(calendar)));

    public string Id { get; }

    public static CalendarSpans Of(ShiftCalendar calendar) => All.GetValue(calendar, static each => new CalendarSpans(each));

    /// <summary>The spans around the local day of a moment; the array is never written again.</summary>
    public ScheduleSpan[] Around(long atTicks)
    {
        var day = LocalClock.DateAt(_timeZone, atTicks);
        lock (_lock)
        {
            if (_days.TryGetValue(day, out var spans))
                return spans;
            if (_days.Count == DaysMax)
                _days.Clear();
            _builder.Build(day, _built);
            return _days[day] = [.. _built];
        }
    }
}
