using OrleansTwin.PlantFiles.Yaml;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.PlantFiles.Reading;

/// <summary>The sensors of one machine by local id, for the keys that refer to them.</summary>
internal sealed class MachineSensors(IEnumerable<SensorTemplate> templates)
{
    private readonly Dictionary<string, SensorAsset> _sensors = templates.ToDictionary(
        template => template.LocalId, template => template.Sensor, StringComparer.Ordinal);

    /// <summary>
    /// The sensor that a key names; null (with an error) where there is none, or where it is none that <paramref name="fits"/>.
    /// </summary>
    public SensorAsset? Find(MapReader reader, string key, string expected, Func<SensorAsset, bool> fits) =>
        reader.Node(key) is { } node ? Find(node, reader.Place.At(key), reader.Findings, expected, fits) : null;

    /// <summary>The sensor that an entry stands under.</summary>
    public SensorAsset? Find(NamedNode named, string expected, Func<SensorAsset, bool> fits) =>
        Find(named.Key, named.Place, named.Findings, expected, fits);

    /// <summary>The sensor that a node names.</summary>
    public SensorAsset? Find(Node node, Place place, Findings findings, string expected, Func<SensorAsset, bool> fits)
    {
        if (node is not TextNode text || !_sensors.TryGetValue(text.Text, out var sensor))
        {
            var hint = node is TextNode unknown ? findings.Hint(unknown.Text, _sensors.Keys) : null;
            findings.Error(node, place, node.Found, "the id of a sensor of this machine", hint ?? "add it under sensors");
            return null;
        }
        if (sensor.Role != SensorRole.Measurement)
            findings.Error(
                node, place, $"{node.Found}, a {Vocabulary.SensorRoles.WordOf(sensor.Role)}", expected,
                "a sensor with a role of its own tells nothing else");
        else if (fits(sensor))
            return sensor;
        else
            findings.Error(node, place, $"{node.Found}, {KindOf(sensor)}", expected);
        return null;
    }

    private static string KindOf(SensorAsset sensor) => sensor.ValueKind switch
    {
        ValueKind.Text => "a text",
        ValueKind.Boolean => "a boolean",
        _ => $"a number in {sensor.Unit}",
    };
}
