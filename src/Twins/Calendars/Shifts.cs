using OrleansTwin.Twins.Model;

namespace OrleansTwin.Twins.Calendars;

/// <summary>The shifts of a calendar as they fall on days. A null calendar has none.</summary>
public static class Shifts
{
    /// <summary>The shift that runs at a moment, or null.</summary>
    public static ShiftOccurrence? CurrentAt(ShiftCalendar? calendar, long atTicks)
    {
        foreach (var occurrence in Between(calendar, atTicks, atTicks + 1))
            return occurrence;
        return null;
    }

    /// <summary>The last shift that had ended by a moment, or null.</summary>
    public static ShiftOccurrence? LastBefore(ShiftCalendar? calendar, long atTicks)
    {
        if (calendar is null)
            return null;
        var days = new ShiftDays(calendar);
        var day = LocalClock.DateAt(calendar.TimeZone, atTicks);
        var shifts = new List<(ShiftOccurrence Occurrence, Shift Shift)>();
        for (var i = 0; i <= days.SearchDays && LocalClock.HasNext(day.AddDays(1 - i), -1); i++)
        {
            shifts.Clear();
            days.AddShifts(day.AddDays(-i), shifts);
            if (shifts.FindLast(each => each.Occurrence.EndTicks <= atTicks) is { Shift: not null } found)
                return found.Occurrence;
        }
        return null;
    }

    /// <summary>
    /// Every shift that overlaps [<paramref name="fromTicks"/>, <paramref name="toTicks"/>), in order of start.
    /// </summary>
    public static IEnumerable<ShiftOccurrence> Between(ShiftCalendar? calendar, long fromTicks, long toTicks)
    {
        if (calendar is null)
            yield break;
        var days = new ShiftDays(calendar);
        var shifts = new List<(ShiftOccurrence Occurrence, Shift Shift)>();
        var last = LocalClock.DateAt(calendar.TimeZone, toTicks);
        for (var day = LocalClock.DateAt(calendar.TimeZone, fromTicks).AddDays(-1); day <= last; day = day.AddDays(1))
        {
            shifts.Clear();
            days.AddShifts(day, shifts);
            foreach (var (occurrence, _) in shifts)
            {
                if (occurrence.EndTicks > fromTicks && occurrence.StartTicks < toTicks)
                    yield return occurrence;
            }
        }
    }
}
