using System.Globalization;
using OrleansTwin.PlantFiles.Yaml;

namespace OrleansTwin.PlantFiles.Reading;

/// <summary>Local times, dates and weekdays of calendars. Times are whole minutes, because plans are.</summary>
internal static class ClockTimes
{
    private const string ExpectedTime = "a time of day on a whole minute, such as 06:00";
    private const string ExpectedMoment = "a local date and time on a whole minute, such as 2026-12-24T14:00";
    private const string ExpectedDays = "weekdays such as mon-fri, [mon, wed] or daily";
    private const int LongestDaysOff = 366;

    private static readonly string[] TimeFormats = ["HH:mm", "H:mm"];
    private static readonly string[] MomentFormats = ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd HH:mm"];

    /// <summary>24:00 as an end is midnight.</summary>
    public static TimeOnly Time(MapReader reader, string key)
    {
        var text = reader.Required(key, ExpectedTime);
        if (text == "24:00" && key == "end")
            return TimeOnly.MinValue;
        if (TimeOnly.TryParseExact(text, TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            return time;
        if (reader.Has(key))
            reader.Error(key, ExpectedTime);
        return TimeOnly.MinValue;
    }

    public static DateTime Moment(MapReader reader, string key)
    {
        var text = reader.Required(key, ExpectedMoment);
        if (DateTime.TryParseExact(text, MomentFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment))
            return moment;
        if (reader.Has(key))
            reader.Error(key, ExpectedMoment, "leave out seconds and offset: the calendar's time zone holds");
        return default;
    }

    /// <summary>Days in the order of the week from Monday; <c>mon-fri</c> may run over Sunday.</summary>
    public static IReadOnlyList<DayOfWeek> Days(MapReader reader)
    {
        if (!reader.Has("days"))
            return [.. FromMonday(Enum.GetValues<DayOfWeek>())];
        var days = new HashSet<DayOfWeek>();
        foreach (var (node, place) in reader.Items("days"))
        {
            if (node is not TextNode text || !TryDays(text.Text, days))
                reader.Findings.Error(
                    node,
                    place,
                    node.Found,
                    ExpectedDays,
                    node is TextNode word ? reader.Findings.Hint(word.Text, Vocabulary.Days.All) : null);
        }
        return [.. FromMonday(days)];
    }

    /// <summary>Dates, or ranges of dates with both ends (<c>2026-08-03/2026-08-14</c>).</summary>
    public static IEnumerable<DateOnly> Dates(MapReader reader, string key)
    {
        foreach (var (node, place) in reader.Items(key))
        {
            var parts = (node as TextNode)?.Text.Split('/') ?? [];
            if (parts.Length is 1 or 2 && TryDate(parts[0], out var first) && TryDate(parts[^1], out var last)
                && last.DayNumber - first.DayNumber is >= 0 and < LongestDaysOff)
            {
                for (var date = first; date <= last; date = date.AddDays(1))
                    yield return date;
            }
            else
            {
                reader.Findings.Error(
                    node, place, node.Found, "a date such as 2026-12-25, or a range within a year such as 2026-08-03/2026-08-14");
            }
        }
    }

    private static bool TryDays(string text, HashSet<DayOfWeek> days)
    {
        if (text == "daily")
        {
            days.UnionWith(Enum.GetValues<DayOfWeek>());
            return true;
        }
        var ends = text.Split('-');
        if (ends.Length > 2 || !Vocabulary.Days.TryRead(ends[0], out var day) || !Vocabulary.Days.TryRead(ends[^1], out var last))
            return false;
        for (; day != last; day = (DayOfWeek)(((int)day + 1) % 7))
            days.Add(day);
        days.Add(last);
        return true;
    }

    private static bool TryDate(string text, out DateOnly date) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date);

    private static IEnumerable<DayOfWeek> FromMonday(IEnumerable<DayOfWeek> days) => days.OrderBy(day => ((int)day + 6) % 7);
}
