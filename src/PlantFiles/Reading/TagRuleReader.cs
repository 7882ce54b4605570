using System.Text.RegularExpressions;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.PlantFiles.Reading;

/// <summary>Tag rules: a pattern with named steps, and the asset path that is built from them.</summary>
internal static partial class TagRuleReader
{
    private const string ExpectedPattern = "a pattern such as acme/{machine}/{sensor}: {name} and + match one step, # at the end the rest";

    public static TagRule Read(MapReader reader)
    {
        var pattern = reader.Required("pattern", ExpectedPattern);
        var sensor = reader.Required("sensor", "an asset path built from the pattern's names, such as acme/lyon/{machine}/{sensor}");
        var names = Placeholder().Matches(pattern).Select(match => match.Groups[1].Value).ToList();
        if (reader.Has("pattern") && (!IsPattern(pattern) || names.Distinct().Count() != names.Count))
            reader.Error("pattern", ExpectedPattern, "each name once");
        foreach (Match match in Placeholder().Matches(sensor))
        {
            if (!names.Contains(match.Groups[1].Value))
                reader.Error("sensor", "names that the pattern has", Suggest.Hint(match.Groups[1].Value, names) ?? $"the pattern has {Known(names)}");
        }
        return new TagRule(pattern, sensor);
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

    [GeneratedRegex(@"^(\{[A-Za-z0-9_]+\}|[^{}+#]*)$")]
    private static partial Regex Step();

    [GeneratedRegex(@"\{([^{}]*)\}")]
    private static partial Regex Placeholder();
}
