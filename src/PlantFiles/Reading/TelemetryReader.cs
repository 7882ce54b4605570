using OrleansTwin.PlantFiles.Yaml;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.PlantFiles.Reading;

/// <summary>How telemetry is subscribed, decoded and mapped to sensors.</summary>
internal static class TelemetryReader
{
    private const string ExpectedFilter = "an MQTT topic filter: + for one step, # only as the last step";

    public static TelemetryRules Read(MapReader plant)
    {
        if (plant.Inner("telemetry", KeySets.Telemetry) is not { } reader)
            return new TelemetryRules();
        return new TelemetryRules
        {
            Subscriptions = [.. Subscriptions(reader)],
            Payloads = [.. reader.InnerItems("payloads", KeySets.Payload).Select(Payload)],
            Tags = [.. reader.InnerItems("tags", KeySets.TagRule).Select(TagRuleReader.Read)],
        };
    }

    private static IEnumerable<string> Subscriptions(MapReader telemetry)
    {
        foreach (var (node, place) in telemetry.Items("subscribe"))
        {
            if (node is TextNode text && IsTopicFilter(text.Text))
                yield return text.Text;
            else
                telemetry.Findings.Error(node, place, node.Found, ExpectedFilter);
        }
    }

    private static PayloadRule Payload(MapReader reader)
    {
        var topic = reader.Required("topic", ExpectedFilter);
        if (reader.Has("topic") && !IsTopicFilter(topic))
            reader.Error("topic", ExpectedFilter);
        var format = reader.Word("format", Vocabulary.PayloadFormats, PayloadFormat.Json);
        CheckKeys(reader, format);
        return new PayloadRule
        {
            TopicFilter = topic,
            Format = format,
            ItemsPath = PayloadPath.Read(reader, "items", mayHaveStar: true),
            NamePath = PayloadPath.Read(reader, "name"),
            ValuePath = PayloadPath.Read(reader, "value"),
            TimePath = PayloadPath.Read(reader, "time"),
            QualityPath = PayloadPath.Read(reader, "quality"),
            TimeFormat = reader.Word("timeFormat", Vocabulary.TimeFormats, TimeFormat.Auto),
            Separator = Separator(reader),
            Columns = [.. Columns(reader)],
        };
    }

    private static void CheckKeys(MapReader reader, PayloadFormat format)
    {
        foreach (var key in PayloadPath.Keys.Where(key => format != PayloadFormat.Json && reader.Has(key)))
            reader.Error(key, $"format: json beside {key}");
        if (format != PayloadFormat.Csv && reader.Has("columns"))
            reader.Error("columns", "format: csv beside columns");
        if (format != PayloadFormat.Csv && reader.Has("separator"))
            reader.Error("separator", "format: csv beside separator");
        if (format == PayloadFormat.Csv && !reader.Has("columns"))
            reader.Error("columns", "the names of the columns in order, for example [time, temperature, pressure]");
    }

    private static char Separator(MapReader reader)
    {
        switch (reader.Text("separator"))
        {
            case null:
                return ',';
            case "tab":
                return '\t';
            case { Length: 1 } one:
                return one[0];
            default:
                reader.Error("separator", "one character, or the word tab");
                return ',';
        }
    }

    private static IEnumerable<string> Columns(MapReader reader)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (node, place) in reader.Items("columns"))
        {
            if (node is TextNode { Text.Length: > 0 } text && (text.Text == "-" || seen.Add(text.Text)))
                yield return text.Text;
            else
                reader.Findings.Error(node, place, node.Found, "a column name, each once (or - for a column that is skipped)");
        }
    }

    private static bool IsTopicFilter(string filter)
    {
        var steps = filter.Split('/');
        for (var i = 0; i < steps.Length; i++)
        {
            var isLast = i == steps.Length - 1;
            if (steps[i].AsSpan().IndexOfAny('+', '#') >= 0 && steps[i] != "+" && !(steps[i] == "#" && isLast))
                return false;
        }
        return filter.Length > 0 && !filter.Contains('\0', StringComparison.Ordinal);
    }
}
