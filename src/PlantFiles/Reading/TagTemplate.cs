using System.Text.RegularExpressions;
using OrleansTwin.PlantFiles.Yaml;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.PlantFiles.Reading;

/// <summary>
/// A sensor's tag with placeholders, so that a machine type can say it once: <c>{enterprise}</c>, <c>{site}</c>, <c>{area}</c>, <c>{line}</c>,
/// <c>{machine}</c>, <c>{sensor}</c> are local ids, <c>{path}</c> is the sensor's whole path.
/// </summary>
internal static partial class TagTemplate
{
    private static readonly Dictionary<string, AssetKind> Levels =
        Enum.GetValues<AssetKind>().ToDictionary(kind => kind.ToString().ToLowerInvariant(), StringComparer.Ordinal);

    /// <summary>Reports placeholders that do not exist and wildcards, which belong into tag rules.</summary>
    public static void Check(MapReader sensor)
    {
        if (sensor.Text("tag") is not { } tag)
            return;
        if (tag.Length == 0 || tag.AsSpan().IndexOfAny('+', '#') >= 0)
            sensor.Error("tag", "a tag without wildcards", "patterns go under telemetry.tags");
        foreach (Match match in Placeholder().Matches(tag))
        {
            var name = match.Groups[1].Value;
            if (name != "path" && !Levels.ContainsKey(name))
                sensor.Error("tag", "placeholders {path}, {" + string.Join("}, {", Levels.Keys) + "}", Suggest.Hint(name, [.. Levels.Keys, "path"]));
        }
    }

    /// <summary>The tag of one machine's sensor; null (with an error) where a placeholder names a level that it does not have.</summary>
    public static string? Expand(string template, Scope machine, SensorTemplate sensor, Findings findings)
    {
        if (!template.Contains('{', StringComparison.Ordinal))
            return template;
        string? missing = null;
        var tag = Placeholder().Replace(template, match =>
        {
            var name = match.Groups[1].Value;
            if (name == "path")
                return $"{machine.Path}/{sensor.LocalId}";
            if (!Levels.TryGetValue(name, out var level))
                return match.Value;
            var step = level == AssetKind.Sensor ? sensor.LocalId : machine.IdOf(level);
            missing ??= step is null ? name : null;
            return step ?? "";
        });
        if (missing is null)
            return tag;
        findings.Error(
            sensor.TagAt, sensor.Place.At("tag"), $"\"{template}\"", "placeholders of levels that the machine stands in",
            $"{machine.Path} has no {missing} above it; use {{path}}");
        return null;
    }

    [GeneratedRegex(@"\{([^{}]*)\}")]
    private static partial Regex Placeholder();
}
