using OrleansTwin.Ingest.Decoding;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Ingest.Tags;

/// <summary>
/// Takes tags to the sensors of one version of a plant, and topics to the rule that reads their payloads. Immutable: a new
/// version of the plant is a new map, exchanged as a whole (<see cref="Pipeline.IngestPipeline.UseTags"/>).
/// </summary>
public sealed class TagMap
{
    private readonly Dictionary<string, SensorPlan> _byTag;
    private readonly Dictionary<string, SensorPlan> _bySensor;
    private readonly TagPattern[] _patterns;
    private readonly PayloadPlan[] _payloads;

    private TagMap(Dictionary<string, SensorPlan> byTag, Dictionary<string, SensorPlan> bySensor, TelemetryRules rules)
    {
        (_byTag, _bySensor, _payloads) = (byTag, bySensor, [.. rules.Payloads.Select(rule => new PayloadPlan(rule))]);
        _patterns = [.. rules.Tags.Select(rule => new TagPattern(rule))];
    }

    public int SensorCount => _bySensor.Count;

    /// <summary>
    /// Compiles a plant's telemetry. <paramref name="keyOf"/> gives a sensor path its stable key.
    /// </summary>
    /// <exception cref="FormatException">A JSON path of a payload rule can't be read.</exception>
    /// <exception cref="ArgumentException">Two sensors have the same tag, or a unit can't be converted; names both.</exception>
    public static TagMap Build(Plant plant, Func<string, int> keyOf)
    {
        var compiler = new PlanCompiler();
        Dictionary<string, SensorPlan> byTag = new(StringComparer.Ordinal), bySensor = new(StringComparer.Ordinal);
        foreach (var sensor in plant.Assets.OfType<SensorAsset>())
        {
            var plan = bySensor[sensor.Id] = compiler.Compile(sensor, keyOf(sensor.Id));
            if (sensor.Tag is { } tag && !byTag.TryAdd(tag, plan))
                throw new ArgumentException(
                    $"Tag '{tag}' feeds sensor '{byTag[tag].Id}' and sensor '{sensor.Id}'; "
                    + "expected one. Give one of them another tag.");
        }
        return new TagMap(byTag, bySensor, plant.Telemetry);
    }

    /// <summary>
    /// The sensor that this tag feeds, by the sensors' own tags, then by the tag rules in order; null if there is none.
    /// </summary>
    public SensorPlan? Find(string tag)
    {
        if (_byTag.TryGetValue(tag, out var plan))
            return plan;
        foreach (var pattern in _patterns)
            if (pattern.SensorOf(tag) is { } sensor && _bySensor.TryGetValue(sensor, out plan))
                return plan;
        return null;
    }

    public SensorPlan? FindSensor(string sensorId) => _bySensor.GetValueOrDefault(sensorId);

    /// <summary>How to read payloads of this topic: the first rule whose filter matches, otherwise by their looks.</summary>
    public PayloadPlan PayloadPlanOf(string topic) =>
        Array.Find(_payloads, plan => TopicFilter.Matches(plan.Rule!.TopicFilter, topic)) ?? PayloadPlan.ByLooks;
}
