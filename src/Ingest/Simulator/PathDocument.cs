using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OrleansTwin.Ingest.Sources;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Ingest.Simulator;

/// <summary>A JSON document whose parts stand where the paths of a payload rule will look for them.</summary>
internal static partial class PathDocument
{
    public static JsonNode Of(PayloadRule rule, long atTicks, in Field field)
    {
        var value = ValueOf(field);
        var isNamedInside = rule.NamePath is null && field.Name.Length > 0;
        var path = rule.ValuePath ?? (isNamedInside ? "$" : "$.value");
        var item = Put(null, path, isNamedInside ? new JsonObject { [field.Name] = value } : value);
        if (rule.NamePath is { } name)
            item = Put(item, name, field.Name);
        if ((rule.TimePath ?? (rule.ValuePath is null ? "$.time" : null)) is { } time && atTicks != RawSample.NoTime)
            item = Put(item, time, TimeOf(atTicks, rule.TimeFormat));
        if (rule.QualityPath is { } quality)
            item = Put(item, quality, "good");
        return rule.ItemsPath is { } items ? Put(null, items, item) : item;
    }

    private static JsonValue ValueOf(in Field field) =>
        field.Text is { } text ? JsonValue.Create(text) : JsonValue.Create(field.Number);

    private static JsonValue TimeOf(long ticks, TimeFormat format)
    {
        var text = PayloadWriter.TimeText(ticks, format);
        return format is TimeFormat.Auto or TimeFormat.Iso8601
            ? JsonValue.Create(text)
            : JsonValue.Create(decimal.Parse(text, CultureInfo.InvariantCulture));
    }

    private static JsonNode Put(JsonNode? root, string path, JsonNode value) =>
        Put(root, [.. Step().Matches(path).Select(step => step.Groups[1].Value + step.Groups[2].Value)], value);

    private static JsonNode Put(JsonNode? at, ReadOnlySpan<string> steps, JsonNode value)
    {
        if (steps.IsEmpty)
            return value;
        if (IndexOf(steps[0]) is { } index)
        {
            var array = at as JsonArray ?? [];
            while (array.Count <= index)
                array.Add(null);
            array[index] = Put(Detach(array[index], () => array[index] = null), steps[1..], value);
            return array;
        }
        var name = steps[0].Trim('\'', '"');
        var members = at as JsonObject ?? [];
        members[name] = Put(Detach(members[name], () => members.Remove(name)), steps[1..], value);
        return members;
    }

    // A node has one parent: it is taken out before it is put back.
    private static JsonNode? Detach(JsonNode? node, Action detach)
    {
        if (node is not null)
            detach();
        return node;
    }

    private static int? IndexOf(string step) =>
        step == "*" ? 0 : int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : null;

    [GeneratedRegex("""\[('[^']*'|"[^"]*"|\d+|\*)\]|\.([^.\[]+)""")]
    private static partial Regex Step();
}
