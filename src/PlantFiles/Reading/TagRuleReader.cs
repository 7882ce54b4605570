using System.Text.RegularExpressions;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.PlantFiles.Reading;

/// <summary>Tag rules: a pattern with named steps, and the asset path that is built from them.</summary>
internal static partial class TagRuleReader
{
    private const string ExpectedPattern =
        "a pattern such as acme/{machine}/{sensor}: {name} and + match one step, # at the end the rest";

    private const string ExpectedSensor = "an asset path built from the pattern's names, such as acme/lyon/{machine}/{sensor}";

    public static TagRule Read(MapReader reader)
    {
        var pattern = reader.Required("pattern", ExpectedPattern);
        var sensor = reader.Required("sensor", ExpectedSensor);
        var names = Placeholders.Names(pattern);
        if (reader.Has("pattern") && (!IsPattern(pattern) || names.Distinct().Count() != names.Count))
            reader.Error("pattern", ExpectedPattern, "each name once");
        foreach (var name in Placeholders.Names(sensor).Where(name => !names.Contains(name)))
        {
            var hint = reader.Findings.Hint(name, names) ?? $"the pattern has {Known(names)}";
            reader.Error("sensor", "names that the pattern has", hint);
        }
        return new TagRule(pattern, sensor);
    }

    /// <summary>A rule without names leads to one sensor: it must be there.</summary>
    public static void CheckSensors(MapReader plant, Plant read)
    {
        foreach (var rule in plant.Inner("telemetry", KeySets.Telemetry)?.InnerItems("tags", KeySets.TagRule) ?? [])
        {
            var path = rule.Text("sensor") ?? "";
            if (path.Contains('{', StringComparison.Ordinal) || read.Find(path) is SensorAsset)
                continue;
            var known = read.Machines.SelectMany(machine => machine.Sensors).Select(sensor => sensor.Id);
            rule.Error("sensor", "the path of a sensor", rule.Findings.Hint(path, known));
        }
    }

    /// <summary>Wildcards and placeholders stand for whole steps; <c>#</c> ends the pattern.</summary>
    private static bool IsPattern(string pattern)
    {
        var steps = pattern.Split('/', ':');
        return pattern.Length > 0 && !steps.Where((step, i) => !IsStep(step, i == steps.Length - 1)).Any();
    }

    private static bool IsStep(string step, bool isLast) =>
        step == "+" || (step == "#" && isLast) || Step().IsMatch(step);

    private static string Known(List<string> names) => names.Count == 0 ? "none" : "{" + string.Join("}, {", names) + "}";

    [GeneratedRegex(@"^(\{[A-Za-z0-9_-]+\}|[^{}+#]*)$")]
    private static partial Regex Step();
}
