using OrleansTwin.PlantFiles.Yaml;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.PlantFiles.Reading;

/// <summary>A sensor as a machine (type) describes it: id and tag are still to be filled in for each machine.</summary>
internal sealed record SensorTemplate(string LocalId, SensorAsset Sensor, Node TagAt, Place Place);

/// <summary>Sensors: what they measure, where it comes from, what is plausible.</summary>
internal static class SensorReader
{
    /// <summary>Keys that make sense for numbers only; defaults with them pass by text and boolean sensors.</summary>
    private static readonly string[] NumberKeys = ["unit", "sourceUnit", "calibration", "range", "limits", "deadband", "wear"];

    public static List<SensorTemplate> Read(MapReader machine, MapNode? defaults, MaintenanceData maintenance)
    {
        var tasks = maintenance.Tasks.ToDictionary(task => task.Id, StringComparer.Ordinal);
        var sensors = new List<SensorTemplate>();
        foreach (var named in machine.Named("sensors"))
        {
            if (named.Map(KeySets.Sensor) is not { } own)
                continue;
            var merged = defaults is null ? own.Map : Merge.Over(Fitting(defaults, own.Map), own.Map);
            var reader = new MapReader(merged, named.Place, named.Findings, KeySets.Sensor);
            sensors.Add(new SensorTemplate(
                named.Id, ReadOne(named.Id, reader, tasks), reader.Node("tag") ?? named.Key, named.Place));
        }
        return sensors;
    }

    /// <summary>
    /// Checked by themselves too, so that a mistake shows where no sensor takes the default. A source unit alone can't be: the
    /// unit that it must convert to is each sensor's.
    /// </summary>
    public static MapNode? Defaults(MapReader owner)
    {
        if (owner.Inner("sensorDefaults", KeySets.SensorDefaults) is not { } defaults)
            return null;
        var alone = defaults.Map.Entries
            .Where(entry => entry.Key.Text != "sourceUnit" && KeySets.Sensor.Has(entry.Key.Text))
            .ToList();
        var map = new MapNode(alone, defaults.Map.Line, defaults.Map.Column);
        ReadOne(
            "", new MapReader(map, defaults.Place, defaults.Findings, KeySets.Sensor), new Dictionary<string, MaintenanceTask>());
        return defaults.Map;
    }

    private static MapNode Fitting(MapNode defaults, MapNode own)
    {
        var kind = ((own.Find("kind") ?? defaults.Find("kind")) as TextNode)?.Text;
        if (kind is null or "number")
            return defaults;
        var fitting = defaults.Entries.Where(entry => !NumberKeys.Contains(entry.Key.Text)).ToList();
        return new MapNode(fitting, defaults.Line, defaults.Column);
    }

    private static SensorAsset ReadOne(
        string id, MapReader reader, IReadOnlyDictionary<string, MaintenanceTask> tasks)
    {
        var kind = reader.Word("kind", Vocabulary.ValueKinds, ValueKind.Number);
        var sampling = reader.Duration("sampling", 0);
        if (kind != ValueKind.Number)
        {
            foreach (var key in NumberKeys.Where(reader.Has))
                reader.Error(key, $"no {key} beside kind: {reader.Text("kind")}", "kind: number is for measured values");
        }
        var stale = reader.Duration("stale", 0);
        if (stale > 0 && stale < sampling)
            reader.Warning("stale", "at least the time between samples", "as it is, values are stale before the next can come");
        TagTemplate.Check(reader);
        var role = reader.Word("role", Vocabulary.SensorRoles, SensorRole.Measurement);
        if (role != SensorRole.Measurement && reader.Has("wear"))
            reader.Error("wear", $"no wear beside role: {Vocabulary.SensorRoles.WordOf(role)}", "wear is measured");
        var conditioning = ConditioningReader.Read(reader);
        var limits = ConditioningReader.Limits(reader, conditioning);
        return new SensorAsset
        {
            Id = id,
            Name = reader.Text("name") ?? id,
            Kind = AssetKind.Sensor,
            ValueKind = kind,
            Role = role,
            Unit = kind == ValueKind.Number ? UnitOf(reader, "unit") ?? "1" : "",
            Tag = reader.Text("tag"),
            Conditioning = conditioning,
            Limits = limits,
            Wear = WearReader.Read(reader, limits, tasks),
            SamplingTicks = sampling,
            StaleTicks = stale,
            Simulation = SignalSimulation(reader, sampling),
        };
    }

    /// <summary>A known unit, or null where none is named; an unknown one is reported.</summary>
    public static string? UnitOf(MapReader reader, string key)
    {
        if (reader.Text(key) is not { } unit)
            return null;
        if (!Units.IsKnown(unit))
            reader.Error(
                key,
                "a unit such as kW, degC, bar, mm/s",
                reader.Findings.Hint(unit, Units.Symbols) ?? "docs/plant-file.md lists all units");
        return unit;
    }

    private static SignalSimulation? SignalSimulation(MapReader sensor, long samplingTicks)
    {
        if (sensor.Inner("simulation", KeySets.SignalSimulation) is not { } reader)
            return null;
        return new SignalSimulation
        {
            Shape = reader.Word("shape", Vocabulary.SignalShapes, SignalShape.Constant),
            RateHz = reader.Number("rateHz", samplingTicks > 0 ? TimeSpan.TicksPerSecond / (double)samplingTicks : 0, 0, 1000),
            Mean = reader.Number("mean", 0),
            Amplitude = reader.Number("amplitude", 0),
            PeriodS = reader.Duration("period", TimeSpan.TicksPerMinute, mayBeZero: false) / (double)TimeSpan.TicksPerSecond,
            Noise = reader.Number("noise", 0, 0),
            DriftPerHour = reader.Number("driftPerHour", 0),
            FaultAfterHours = reader.Duration("faultAfter", 0) / (double)TimeSpan.TicksPerHour,
        };
    }
}
