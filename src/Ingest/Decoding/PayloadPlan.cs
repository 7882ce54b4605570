using System.Text;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Ingest.Decoding;

/// <summary>A <see cref="PayloadRule"/>, compiled. The default plan reads payloads by their looks.</summary>
public sealed class PayloadPlan
{
    public static readonly PayloadPlan ByLooks = new();

    private PayloadPlan() => Columns = [];

    /// <exception cref="FormatException">A path of the rule can't be read.</exception>
    public PayloadPlan(PayloadRule rule)
    {
        (Rule, TimeFormat) = (rule, rule.TimeFormat);
        Items = Path(rule.ItemsPath);
        (Name, Value, Time, Quality) = (Path(rule.NamePath), Path(rule.ValuePath), Path(rule.TimePath), Path(rule.QualityPath));
        if (new[] { Name, Value, Time, Quality }.Any(path => path?.HasWildcard == true))
            throw new FormatException($"Payload rule for '{rule.TopicFilter}': [*] may stand in the items path only.");
        Columns = [.. rule.Columns.Select(column => Encoding.UTF8.GetBytes(column))];
    }

    public PayloadRule? Rule { get; }

    public TimeFormat TimeFormat { get; }

    internal JsonPath? Items { get; }

    internal JsonPath? Name { get; }

    internal JsonPath? Value { get; }

    internal JsonPath? Time { get; }

    internal JsonPath? Quality { get; }

    internal byte[][] Columns { get; }

    internal bool HasPaths =>
        Items is not null || Name is not null || Value is not null || Time is not null || Quality is not null;

    private static JsonPath? Path(string? path) => path is null ? null : JsonPath.Parse(path);
}
