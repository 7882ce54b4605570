using System.Text.RegularExpressions;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Ingest.Mqtt;

/// <summary>
/// Which topic filters a plant needs: those that its file lists, otherwise those that its sensors' tags and tag rules imply.
/// </summary>
public static partial class MqttFilters
{
    /// <summary>
    /// Beyond this many topics, whole branches are subscribed instead: it is quicker, and shows what nobody has mapped.
    /// </summary>
    public const int TopicsMax = 500;

    public static IReadOnlyList<string> Of(Plant plant)
    {
        if (plant.Telemetry.Subscriptions.Count > 0)
            return plant.Telemetry.Subscriptions;
        var filters = plant.Assets.OfType<SensorAsset>()
            .Where(sensor => sensor.Tag is not null)
            .Select(sensor => TopicOf(sensor.Tag!))
            .Concat(plant.Telemetry.Tags.Select(rule => FilterOf(rule.Pattern)))
            .Distinct(StringComparer.Ordinal)
            .ToList();
        return filters.Count <= TopicsMax ? filters : [.. filters.Select(BranchOf).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The topic of a tag: what stands before a colon in its last step.</summary>
    public static string TopicOf(string tag) =>
        tag.IndexOf(':', tag.LastIndexOf('/') + 1) is > 0 and var colon ? tag[..colon] : tag;

    /// <summary>The filter of a tag rule's pattern; a step that is only partly a wildcard is taken whole.</summary>
    public static string FilterOf(string pattern)
    {
        var steps = TopicOf(pattern).Split('/')
            .Select(step => step.Contains('#') ? "#" : PartWildcard().IsMatch(step) ? "+" : step)
            .ToList();
        var rest = steps.IndexOf("#");
        return string.Join('/', rest < 0 ? steps : steps.Take(rest + 1));
    }

    private static string BranchOf(string filter)
    {
        var first = filter.Split('/')[0];
        return first is "+" or "#" ? "#" : $"{first}/#";
    }

    [GeneratedRegex(@"\+|\{[^}]*\}")]
    private static partial Regex PartWildcard();
}
