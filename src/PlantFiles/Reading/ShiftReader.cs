using OrleansTwin.PlantFiles.Yaml;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.PlantFiles.Reading;

/// <summary>Shifts and their breaks, checked not to overlap anywhere in the week.</summary>
internal static class ShiftReader
{
    private const int DayMinutes = 24 * 60;
    private const int WeekMinutes = 7 * DayMinutes;

    public static List<Shift> Read(MapReader calendar)
    {
        var shifts = new List<Shift>();
        var week = new (string? Shift, int Line)[WeekMinutes];
        foreach (var named in calendar.Named("shifts"))
        {
            if (named.Map(KeySets.Shift) is not { } reader)
                continue;
            var shift = new Shift(
                named.Id, ClockTimes.Days(reader), ClockTimes.Time(reader, "start"), ClockTimes.Time(reader, "end"), []);
            Occupy(week, shift, named);
            shifts.Add(shift with { Breaks = Breaks(reader, shift) });
        }
        return shifts;
    }

    /// <summary>Marks the shift's minutes; a minute that is taken already makes an overlap.</summary>
    private static void Occupy((string? Shift, int Line)[] week, Shift shift, NamedNode named)
    {
        foreach (var day in shift.Days)
        {
            var start = ((((int)day + 6) % 7) * DayMinutes) + Minute(shift.Start);
            for (var minute = 0; minute < Length(shift.Start, shift.End); minute++)
            {
                ref var place = ref week[(start + minute) % WeekMinutes];
                if (place.Shift is not null)
                {
                    named.Findings.Error(
                        named.Key, named.Place, $"a shift that overlaps \"{place.Shift}\" on {day}", "shifts that do not overlap",
                        $"see line {place.Line}; an end at or before the start runs into the next day");
                    return;
                }
                place = (shift.Name, named.Key.Line);
            }
        }
    }

    private static List<WeeklySpan> Breaks(MapReader reader, Shift shift)
    {
        var breaks = new List<WeeklySpan>();
        foreach (var named in reader.Named("breaks"))
        {
            if (named.Map(KeySets.Break) is not { } map)
                continue;
            var span = new WeeklySpan(named.Id, shift.Days, ClockTimes.Time(map, "start"), ClockTimes.Time(map, "end"));
            var (from, to) = Within(shift, span);
            if (to > Length(shift.Start, shift.End))
                named.Findings.Error(
                    named.Key, named.Place, $"a break from {span.Start:HH:mm} to {span.End:HH:mm}",
                    $"times within the shift, {shift.Start:HH:mm} to {shift.End:HH:mm}");
            if (breaks.Find(other => Within(shift, other) is var (start, end) && from < end && start < to) is { } overlapped)
                named.Findings.Error(
                    named.Key, named.Place, $"a break that overlaps \"{overlapped.Name}\"", "breaks that do not overlap");
            breaks.Add(span);
        }
        return breaks;
    }

    /// <summary>A break's ends in minutes after the shift's start.</summary>
    private static (int From, int To) Within(Shift shift, WeeklySpan span)
    {
        var from = (Minute(span.Start) - Minute(shift.Start) + DayMinutes) % DayMinutes;
        return (from, from + Length(span.Start, span.End));
    }

    /// <summary>Minutes from start to end; an end at or before the start is on the next day.</summary>
    private static int Length(TimeOnly start, TimeOnly end) =>
        Minute(end) - Minute(start) + (end > start ? 0 : DayMinutes);

    private static int Minute(TimeOnly time) => (time.Hour * 60) + time.Minute;
}
