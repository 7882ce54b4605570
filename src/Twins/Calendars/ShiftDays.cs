using OrleansTwin.Twins.Model;

namespace OrleansTwin.Twins.Calendars;

/// <summary>Lays the weekly pattern of a calendar onto local days. Immutable; the days off are hashed once.</summary>
internal sealed class ShiftDays
{
    private readonly HashSet<DateOnly> _daysOff;

    public ShiftDays(ShiftCalendar calendar)
    {
        Calendar = calendar;
        _daysOff = [.. calendar.DaysOff];
    }

    public ShiftCalendar Calendar { get; }

    /// <summary>
    /// No shift within this many days means that there is none at all: every day off lies in between, and a whole week.
    /// </summary>
    public int SearchDays => _daysOff.Count + 14;

    /// <summary>Adds the shifts that start on a day (with their pattern), in order of start; none on a day off.</summary>
    public void AddShifts(DateOnly day, List<(ShiftOccurrence Occurrence, Shift Shift)> into)
    {
        if (_daysOff.Contains(day))
            return;
        var first = into.Count;
        foreach (var shift in Calendar.Shifts)
        {
            if (!shift.Days.Contains(day.DayOfWeek))
                continue;
            var (start, end) = Resolve(day, shift.Start, shift.End);
            if (start < end)
                into.Add((new ShiftOccurrence(shift.Name, start, end, day), shift));
        }
        into.Sort(first, into.Count - first, ByStart.Instance);
    }

    /// <summary>
    /// A break keeps its planned length on days when the clock changes; shifts and stops end when the clock says so. A break's
    /// days are those its shift starts on (none named: all), and a break earlier in the day than its shift's start lies after
    /// midnight.
    /// </summary>
    public void AddBreaks(in ShiftOccurrence occurrence, Shift shift, List<(long Start, long End)> into)
    {
        foreach (var pause in shift.Breaks)
        {
            if (pause.Days.Count > 0 && !pause.Days.Contains(occurrence.Day.DayOfWeek))
                continue;
            var day = pause.Start < shift.Start ? occurrence.Day.AddDays(1) : occurrence.Day;
            var start = LocalClock.ToUtcTicks(Calendar.TimeZone, day.ToDateTime(pause.Start));
            into.Add((start, start + (pause.End - pause.Start).Ticks));
        }
    }

    /// <summary>
    /// Adds every planned stop, weekly or single, that can overlap [<paramref name="from"/>, <paramref name="to"/>].
    /// </summary>
    public void AddStops(DateOnly from, DateOnly to, List<(long Start, long End)> into)
    {
        foreach (var stop in Calendar.WeeklyStops)
        {
            for (var day = from.AddDays(-1); day <= to; day = day.AddDays(1))
            {
                if (stop.Days.Contains(day.DayOfWeek))
                    into.Add(Resolve(day, stop.Start, stop.End));
            }
        }
        foreach (var stop in Calendar.PlannedStops)
        {
            if (DateOnly.FromDateTime(stop.StartLocal) <= to && DateOnly.FromDateTime(stop.EndLocal) >= from)
                into.Add((Utc(stop.StartLocal), Utc(stop.EndLocal)));
        }
    }

    private (long Start, long End) Resolve(DateOnly day, TimeOnly start, TimeOnly end) =>
        (Utc(day.ToDateTime(start)), Utc((end <= start ? day.AddDays(1) : day).ToDateTime(end)));

    private long Utc(DateTime local) => LocalClock.ToUtcTicks(Calendar.TimeZone, local);

    private sealed class ByStart : IComparer<(ShiftOccurrence Occurrence, Shift Shift)>
    {
        public static readonly ByStart Instance = new();

        public int Compare((ShiftOccurrence Occurrence, Shift Shift) x, (ShiftOccurrence Occurrence, Shift Shift) y) =>
            x.Occurrence.StartTicks.CompareTo(y.Occurrence.StartTicks);
    }
}
