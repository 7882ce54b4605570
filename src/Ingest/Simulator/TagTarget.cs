using OrleansTwin.Ingest.Mqtt;
using OrleansTwin.Ingest.Tags;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Ingest.Simulator;

/// <summary>
/// Where a tag's values are published: the topic, their name inside its payload (empty: the topic is the tag), and the
/// plant's rule for that topic, if it has one.
/// </summary>
internal sealed record TagTarget(string Topic, string Name, PayloadRule? Rule)
{
    /// <summary>Members that mean something of their own in a payload that is read by its looks.</summary>
    private static readonly HashSet<string> Reserved =
        new(["v", "t", "q", "ts", "tag", "time", "name", "value", "quality", "timestamp"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether one payload may hold several values of one time.</summary>
    public bool IsShared { get; } = HasNoPaths(Rule)
        ? Name.Length > 0 && !Reserved.Contains(Name)
        : Rule?.Format == PayloadFormat.Csv;

    /// <summary>Whether the payload is JSON that is read by its looks.</summary>
    public bool IsReadByLooks => HasNoPaths(Rule);

    public static TagTarget Of(string tag, TelemetryRules rules)
    {
        var topic = MqttFilters.TopicOf(tag);
        var rule = rules.Payloads.FirstOrDefault(rule => TopicFilter.Matches(rule.TopicFilter, topic));
        return new TagTarget(topic, tag.Length > topic.Length ? tag[(topic.Length + 1)..] : "", rule);
    }

    private static bool HasNoPaths(PayloadRule? rule) =>
        rule is null
        || (rule.Format == PayloadFormat.Json
            && (rule.ItemsPath ?? rule.NamePath ?? rule.ValuePath ?? rule.TimePath ?? rule.QualityPath) is null);
}
