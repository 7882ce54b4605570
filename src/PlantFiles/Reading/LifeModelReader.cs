using OrleansTwin.PlantFiles.Yaml;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.PlantFiles.Reading;

/// <summary>Which trained model follows a machine, what a cycle of it is, and which sensor tells which column.</summary>
internal static class LifeModelReader
{
    private const string ExpectedCycle = "a length of production such as 8h, at least a minute, or {parts: 1000}";

    public static LifeModelUse? Read(
        MapReader machine, MachineSensors sensors, bool countsPieces, MaintenanceData maintenance)
    {
        if (machine.Inner("lifeModel", KeySets.LifeModel) is not { } reader)
            return null;
        var tasks = maintenance.Tasks.ToDictionary(task => task.Id, StringComparer.Ordinal);
        References.Find(reader, "task", tasks, "maintenance task");
        var model = reader.Required("model", "the name of a trained model");
        if (model.Length > 0 && !Ids.IsId(model))
            reader.Error("model", $"at most {Ids.LongestId} letters, digits, '-', '_' and '.'");
        var (ticks, parts) = Cycle(reader, countsPieces);
        return new LifeModelUse(model, ticks, parts, Columns(reader, sensors), reader.Text("task"));
    }

    private static (long Ticks, long Parts) Cycle(MapReader reader, bool countsPieces)
    {
        if (reader.Node("cycle") is MapNode map)
        {
            var cycle = new MapReader(map, reader.Place.At("cycle"), reader.Findings, KeySets.LifeCycle);
            if (!cycle.Has("parts"))
                cycle.Error("parts", "how many pieces are a cycle");
            else if (!countsPieces)
                cycle.Error("parts", "a length of production", "the machine counts no pieces: it has no quantities");
            return (0, cycle.Whole("parts", 1, 1));
        }

        var ticks = reader.Node("cycle") is TextNode text && Durations.TryRead(text.Text, out var read) ? read : 0;
        if (ticks < TimeSpan.TicksPerMinute)
            reader.Error("cycle", ExpectedCycle, "it is what a row was in the data that the model was learned from");
        return (Math.Max(ticks, TimeSpan.TicksPerMinute), 0);
    }

    private static Dictionary<string, string> Columns(MapReader reader, MachineSensors sensors)
    {
        var columns = new Dictionary<string, string>(StringComparer.Ordinal);
        var place = reader.Place.At("columns");
        foreach (var (column, sensor) in reader.InnerMap("columns")?.Entries ?? [])
        {
            var found = sensors.Find(
                sensor, place.At(column.Text), reader.Findings, "a sensor of numbers",
                asset => asset.ValueKind == ValueKind.Number);
            if (found is not null && sensor is TextNode name)
                columns[column.Text] = name.Text;
        }

        return columns;
    }
}
