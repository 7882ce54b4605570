using OrleansTwin.Ingest.Decoding;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Ingest.Tags;

/// <summary>
/// Takes tags to the sensors of one version of a plant, and topics to the rule that reads their payloads. Immutable: a new
/// version of the plant is a new map, exchanged as a whole (<see cref="Pipeline.IngestPipeline.UseTags"/>).
/// </summary>
public sealed class TagMap
{
    /// <summary>But for sensors whose tag is their path, as most are: those are found by it.</summary>
    private readonly Dictionary<string, SensorPlan> _byTag = new(StringComparer.Ordinal);
    private readonly SensorPlan[] _byKey;
    private readonly Func<string, int> _keyOf;
    private readonly TagPattern[] _patterns;
    private readonly PayloadPlan[] _payloads;

    private TagMap(SensorPlan[] byKey, Func<string, int> keyOf, TelemetryRules rules)
    {
        (_byKey, _keyOf, _payloads) = (byKey, keyOf, [.. rules.Payloads.Select(rule => new PayloadPlan(rule))]);
        _patterns = [.. rules.Tags.Select(rule => new TagPattern(rule))];
    }

    /// <summary>
    /// Compiles a plant's telemetry. <paramref name="keyOf"/> gives a sensor path its stable key, a number that may index an
    /// array; −1: it has none.
    /// </summary>
    /// <exception cref="FormatException">A JSON path of a payload rule can't be read.</exception>
    /// <exception cref="ArgumentException">
    /// Two sensors have the same tag, or a unit can't be converted, which names both; or a sensor has no key.
    /// </exception>
    public static TagMap Build(Plant plant, Func<string, int> keyOf)
    {
        var compiler = new PlanCompiler();
        var sensors = plant.Assets.OfType<SensorAsset>().ToList();
        var keys = sensors.ConvertAll(sensor => keyOf(sensor.Id));
        var map = new TagMap(new SensorPlan[keys.DefaultIfEmpty(-1).Max() + 1], keyOf, plant.Telemetry);
        for (var i = 0; i < sensors.Count; i++)
        {
            if (keys[i] < 0)
                throw new ArgumentException(
                    $"Sensor '{sensors[i].Id}' has no key; expected the names of all sensors to be registered before.");
            map._byKey[keys[i]] = compiler.Compile(sensors[i], keys[i]);
        }

        foreach (var sensor in sensors)
        {
            if (sensor.Tag is { } tag && tag != sensor.Id)
                map.AddTag(tag, map.FindSensor(sensor.Id)!.Value);
        }

        return map;
    }

    /// <summary>
    /// The sensor that this tag feeds, by the sensors' own tags, then by the tag rules in order; null if there is none.
    /// </summary>
    public SensorPlan? Find(string tag)
    {
        if (OwnerOf(tag) is { } owner)
            return owner;
        foreach (var pattern in _patterns)
            if (pattern.SensorOf(tag) is { } sensor && FindSensor(sensor) is { } plan)
                return plan;
        return null;
    }

    public SensorPlan? FindSensor(string sensorId) =>
        _keyOf(sensorId) is >= 0 and var key && key < _byKey.Length && _byKey[key] is { IsKnown: true } plan ? plan : null;

    /// <summary>How to read payloads of this topic: the first rule whose filter matches, otherwise by their looks.</summary>
    public PayloadPlan PayloadPlanOf(string topic) =>
        Array.Find(_payloads, plan => TopicFilter.Matches(plan.Rule!.TopicFilter, topic)) ?? PayloadPlan.ByLooks;

    private SensorPlan? OwnerOf(string tag) =>
        _byTag.TryGetValue(tag, out var plan) ? plan : FindSensor(tag) is { IsFedByPath: true } sensor ? sensor : null;

    private void AddTag(string tag, SensorPlan plan)
    {
        if (OwnerOf(tag) is { } other)
            throw new ArgumentException(
                $"Tag '{tag}' feeds sensor '{other.Id}' and sensor '{plan.Id}'; expected one. Give one of them another tag.");
        _byTag.Add(tag, plan);
    }
}
