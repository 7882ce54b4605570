using OrleansTwin.PlantFiles.Yaml;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.PlantFiles.Reading;

/// <summary>Shift calendars: <c>calendars: {three-shifts: {timeZone, shifts, daysOff, weeklyStops, plannedStops}}</c>.</summary>
internal static class CalendarReader
{
    /// <summary>What a machine writes for its calendar when an ancestor has one and the machine has none.</summary>
    public const string AroundTheClock = "aroundTheClock";

    private const string ExpectedZone = "a time zone of the IANA database such as Europe/Paris";

    public static Dictionary<string, ShiftCalendar> Read(MapReader plant)
    {
        var calendars = new Dictionary<string, ShiftCalendar>(StringComparer.Ordinal);
        foreach (var named in plant.Named("calendars"))
        {
            if (named.Map(KeySets.Calendar) is { } reader)
                calendars[named.Id] = ReadOne(named.Id, reader);
        }
        return calendars;
    }

    private static ShiftCalendar ReadOne(string id, MapReader reader)
    {
        if (!reader.Has("shifts"))
            reader.Error("shifts", "at least one shift", "a plant that works around the clock needs no calendar");
        return new ShiftCalendar
        {
            Id = id,
            TimeZone = Zone(reader),
            Shifts = ShiftReader.Read(reader),
            DaysOff = [.. ClockTimes.Dates(reader, "daysOff")],
            WeeklyStops = [.. WeeklyStops(reader)],
            PlannedStops = [.. PlannedStops(reader)],
        };
    }

    private static TimeZoneInfo Zone(MapReader reader)
    {
        var id = reader.Required("timeZone", ExpectedZone);
        if (TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone))
            return zone;
        if (reader.Has("timeZone"))
            reader.Error("timeZone", ExpectedZone, ZoneHint(reader.Findings, id));
        return TimeZoneInfo.Utc;
    }

    /// <summary>The nearest zone, or the zone of a city that stands without its continent.</summary>
    private static string? ZoneHint(Findings findings, string id)
    {
        var known = TimeZoneInfo.GetSystemTimeZones().Select(zone => zone.Id).ToList();
        if (known.Count <= 1)
            return "this machine has no time zone data: install the package tzdata";
        return findings.Hint(id, known) ?? findings.Hint("Europe/" + id, known);
    }

    private static IEnumerable<WeeklySpan> WeeklyStops(MapReader calendar)
    {
        foreach (var named in calendar.Named("weeklyStops"))
        {
            if (named.Map(KeySets.WeeklyStop) is { } stop)
                yield return new WeeklySpan(
                    named.Id, ClockTimes.Days(stop), ClockTimes.Time(stop, "start"), ClockTimes.Time(stop, "end"));
        }
    }

    private static IEnumerable<PlannedStop> PlannedStops(MapReader calendar)
    {
        foreach (var named in calendar.Named("plannedStops"))
        {
            if (named.Map(KeySets.PlannedStop) is not { } stop)
                continue;
            var read = new PlannedStop(named.Id, ClockTimes.Moment(stop, "start"), ClockTimes.Moment(stop, "end"));
            if (read.EndLocal <= read.StartLocal)
                stop.Error("end", "a moment after the start");
            yield return read;
        }
    }
}
