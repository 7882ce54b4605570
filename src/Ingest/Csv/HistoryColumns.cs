using System.Text;
using OrleansTwin.Ingest.Tags;

namespace OrleansTwin.Ingest.Csv;

/// <summary>
/// What the columns of a history file hold, by the names in its first line. Long: <c>time</c>, <c>sensor</c> (or <c>tag</c>),
/// <c>value</c>, and perhaps <c>quality</c> and <c>raw</c>. Wide, where there is no <c>value</c>: each other column is named by a
/// sensor's path or tag, and holds its values as sent.
/// </summary>
internal sealed class HistoryColumns
{
    private const int ShownMax = 60;

    /// <summary>Leaves a column out.</summary>
    private const string Unused = "-";

    private const string Expected =
        "columns time, sensor (or tag) and value, perhaps quality and raw; or time and a column for each sensor or tag.";

    private readonly string[] _names;

    private HistoryColumns(string[] names) => _names = names;

    public int Count => _names.Length;

    public int Time { get; private set; }

    public int Sensor { get; private set; }

    public int Value { get; private set; }

    /// <summary>-1: all samples are good.</summary>
    public int Quality { get; private set; }

    /// <summary>What the source sent, beside the value in the sensor's unit. -1: the value is what the source sent.</summary>
    public int Raw { get; private set; }

    /// <summary>The columns of a wide file; none: it is long.</summary>
    public IReadOnlyList<(int Column, SensorPlan Sensor)> Sensors { get; private set; } = [];

    /// <summary>Reads the first line; <paramref name="names"/> stand in for its names, in order, where they are given.</summary>
    /// <exception cref="CsvRefusedException">The file can't be read by it.</exception>
    public static HistoryColumns Of(CsvRecords header, string? names, TagMap tags)
    {
        if (header.Problem.Length > 0)
            throw Refused($"Line {header.Line} is the first, and is {header.Problem}.", "Correct it.");
        var found = Enumerable.Range(0, header.Count).Select(field => Encoding.UTF8.GetString(header[field])).ToArray();
        if (found is [var only] && only.AsSpan().IndexOfAny(';', '\t') >= 0)
        {
            throw Refused(
                $"The first line is '{Shown(only)}', without a comma.",
                "Separate fields by commas and write numbers with a point. A spreadsheet that writes semicolons and decimal "
                + "commas does so by its region: choose another one, then CSV UTF-8.");
        }

        var named = names?.Split(',', StringSplitOptions.TrimEntries) ?? found;
        if (named.Length != found.Length)
        {
            throw Refused(
                $"{named.Length} names are given, and the first line has {found.Length} columns.", "Name each, or '-'.");
        }

        var columns = new HistoryColumns(named);
        columns.Find(tags);
        return columns;
    }

    private void Find(TagMap tags)
    {
        Time = Place("time", "timestamp");
        if (Time < 0)
        {
            throw Refused(
                $"The first line has no column 'time': {Shown(string.Join(',', _names))}.",
                "Name the columns in the first line, or beside the file: columns=time,tag,value,- where - leaves one out.");
        }

        (Sensor, Value) = (Place("sensor", "tag"), Place("value"));
        (Quality, Raw) = (Place("quality"), Place("raw"));
        if (Value < 0 && (Sensor >= 0 || Raw >= 0 || !Others().Any()))
            throw Refused($"The first line has no column 'value': {Shown(string.Join(',', _names))}.", "Name one.");
        if (Value < 0)
            Sensors = [.. Others().Select(column => (column, SensorOf(column, tags)))];
        else if (Sensor < 0)
            throw Refused("The first line has a column 'value', and none says whose.", "Name the column of sensors or tags.");
        else if (Others().Select(column => _names[column]).FirstOrDefault() is { } other)
            throw Refused($"Nothing is known of a column '{Shown(other)}'.", "Name it '-' to leave it out.");
    }

    private SensorPlan SensorOf(int column, TagMap tags) =>
        tags.FindSensor(_names[column]) ?? tags.Find(_names[column]) ?? throw Refused(
            $"Column '{Shown(_names[column])}' is no sensor or tag of the plant.", "Correct it, or name it '-' to leave it out.");

    private IEnumerable<int> Others()
    {
        for (var column = 0; column < Count; column++)
        {
            if (column != Time && column != Sensor && column != Value && column != Quality && column != Raw
                && _names[column] != Unused)
                yield return column;
        }
    }

    private int Place(params ReadOnlySpan<string> names)
    {
        var place = -1;
        for (var column = 0; column < Count; column++)
        {
            if (!Contains(names, _names[column]))
                continue;
            if (place >= 0)
                throw Refused($"Two columns are named '{names[0]}'.", "Name one of them '-' to leave it out.");
            place = column;
        }

        return place;
    }

    private static bool Contains(ReadOnlySpan<string> names, string name)
    {
        foreach (var known in names)
        {
            if (known.Equals(name, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    private static string Shown(string text) => text.Length <= ShownMax ? text : text[..ShownMax] + "…";

    private static CsvRefusedException Refused(string found, string remedy) => new(found, Expected, remedy);
}
