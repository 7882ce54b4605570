using OrleansTwin.PlantFiles.Yaml;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.PlantFiles.Reading;

/// <summary>
/// A sensor's tag with placeholders, so that a machine type can say it once: <c>{enterprise}</c>, <c>{site}</c>, <c>{area}</c>,
/// <c>{line}</c>, <c>{machine}</c>, <c>{sensor}</c> are local ids, <c>{path}</c> is the sensor's whole path.
/// </summary>
internal static class TagTemplate
{
    private static readonly Dictionary<string, AssetKind> Levels =
        Enum.GetValues<AssetKind>().ToDictionary(kind => kind.ToString().ToLowerInvariant(), StringComparer.Ordinal);

    private static readonly string[] Names = [.. Levels.Keys, "path"];

    /// <summary>Reports placeholders that do not exist and wildcards, which belong into tag rules.</summary>
    public static void Check(MapReader sensor)
    {
        if (sensor.Text("tag") is not { } tag)
            return;
        if (tag.Length == 0 || tag.AsSpan().IndexOfAny('+', '#') >= 0)
            sensor.Error("tag", "a tag without wildcards", "patterns go under telemetry.tags");
        foreach (var name in Placeholders.Names(tag))
        {
            if (!Names.Contains(name))
                sensor.Error("tag", $"the placeholders {{{string.Join("}, {", Names)}}}", sensor.Findings.Hint(name, Names));
        }
    }

    /// <summary>
    /// The tag of one machine's sensor; null (with an error) where a placeholder names a level that it does not have. A tag that
    /// is the path is the very same text: a plant may have a million.
    /// </summary>
    public static string? Expand(string template, string path, Scope machine, SensorTemplate sensor, Findings findings)
    {
        if (template == "{path}")
            return path;
        if (!template.Contains('{', StringComparison.Ordinal))
            return template == path ? path : template;
        string? missing = null;
        var tag = Placeholders.Replace(template, name =>
        {
            if (name == "path")
                return path;
            if (!Levels.TryGetValue(name, out var level))
                return "{" + name + "}";
            var step = level == AssetKind.Sensor ? sensor.LocalId : machine.IdOf(level);
            missing ??= step is null ? name : null;
            return step ?? "";
        });
        if (missing is null)
            return tag == path ? path : tag;
        findings.Error(
            sensor.TagAt, sensor.Place.At("tag"), $"\"{template}\"", "placeholders of levels that the machine stands in",
            $"{machine.Path} has no {missing} above it; use {{path}}");
        return null;
    }
}
