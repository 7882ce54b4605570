using OrleansTwin.PlantFiles.Reading;
using OrleansTwin.PlantFiles.Yaml;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.PlantFiles.Editing;

/// <summary>
/// Edits of a plant file that keep its author's comments and layout. Every edited text is read again and must say what it said
/// before and the change, nothing else.
/// </summary>
public static class PlantEdit
{
    /// <summary>
    /// Gives a tag to a sensor: to one that has none of its own (a machine type's sensor gets it at the machine), or to a new one
    /// below its machine.
    /// </summary>
    public static PlantEditResult AdoptTag(string text, SensorTag adopted, PlantFileOptions? options = null)
    {
        options ??= PlantFileOptions.Default;
        var before = PlantFile.Parse(text, "plant", options);
        if (before.Plant is not { } plant || Tree(text, options) is not { } root)
            return Invalid(before, "a plant file without errors", "Mend it first.");
        var machineId = adopted.SensorId[..Math.Max(0, adopted.SensorId.LastIndexOf('/'))];
        if (plant.Find(machineId) is not MachineAsset || Trees.KeysOf(root, machineId) is not { } keys)
        {
            return PlantEditResult.Refused(
                PlantEditFault.NotFound,
                $"The plant has no machine '{machineId}'.",
                "the path of a sensor below a machine of the plant.",
                "List the machines, or add it to the plant file first.");
        }

        return Clash(plant, root, keys, adopted)
            ?? Edit(text, root, keys, adopted, plant.Find(adopted.SensorId) is null, options);
    }

    private static PlantEditResult? Clash(Plant plant, MapNode root, List<string> keys, SensorTag adopted)
    {
        var fed = plant.Assets.OfType<SensorAsset>().FirstOrDefault(sensor => sensor.Tag == adopted.Tag);
        if (fed is not null)
            return Conflict(
                $"Tag '{adopted.Tag}' feeds sensor '{fed.Id}'.", "a tag that no sensor has.", "Take it from there first.");
        if (plant.Find(adopted.SensorId) is not SensorAsset sensor)
            return null;
        var own = Trees.TagOf(root, Trees.Find(root, [.. keys]), sensor.LocalId);
        if (own is not null)
            return Conflict(
                $"Sensor '{sensor.Id}' has the tag '{own}'.", "a sensor without one.", "Change it in the plant file.");
        return adopted.Name is { } name && name != sensor.Name || adopted.Unit is { } unit && unit != sensor.Unit
            ? Conflict(
                $"Sensor '{sensor.Id}' is there, named '{sensor.Name}', unit '{sensor.Unit}'.",
                "another name or unit for a new sensor only.", "Leave them out, or change them in the plant file.")
            : null;
    }

    private static PlantEditResult Edit(
        string text, MapNode root, List<string> machine, SensorTag adopted, bool isNew, PlantFileOptions options)
    {
        string[] path = [.. machine, "sensors", adopted.SensorId[(adopted.SensorId.LastIndexOf('/') + 1)..]];
        Node value = isNew ? NewSensor(adopted) : Scalar(adopted.Tag);
        path = isNew ? path : [.. path, "tag"];
        var edited = TextEdit.Add(text, root, path, value);
        var expected = Merge.Over(root, (MapNode)TextEdit.Nested(path, value));
        if (Tree(edited, options) is not { } found || !Trees.AreAlike(expected, found))
        {
            return PlantEditResult.Refused(
                PlantEditFault.Invalid, "The plant file is laid out so that the edit would change more than the sensor.",
                "a layout like that of the examples.", $"Write by hand, at {string.Join('.', path)}: {FlowText.Of(value)}");
        }

        var after = PlantFile.Parse(edited, "plant", options);
        return after.Plant is { } plant && plant.Find(adopted.SensorId) is SensorAsset sensor && sensor.Tag == adopted.Tag
            ? new PlantEditResult { Text = edited, Plant = plant }
            : Invalid(after, "a sensor that takes this tag, name and unit", "Correct them, or edit the plant file by hand.");
    }

    private static MapNode NewSensor(SensorTag adopted)
    {
        var entries = new List<MapEntry>();
        void Say(string key, string? value)
        {
            if (value is not null)
                entries.Add(new MapEntry(new TextNode(key, true, 0, 0), Scalar(value)));
        }

        Say("name", adopted.Name);
        Say("kind", Vocabulary.ValueKinds.WordOf(adopted.Kind));
        Say("unit", adopted.Unit);
        Say("tag", adopted.Tag);
        return new MapNode(entries, 0, 0);
    }

    private static TextNode Scalar(string text) => new(text, isPlain: false, 0, 0);

    private static MapNode? Tree(string text, PlantFileOptions options) =>
        TreeBuilder.Build(text, options, new Findings("plant", 1)) as MapNode;

    private static PlantEditResult Conflict(string found, string expected, string remedy) =>
        PlantEditResult.Refused(PlantEditFault.Conflict, found, expected, remedy);

    private static PlantEditResult Invalid(PlantFileResult result, string expected, string remedy) =>
        PlantEditResult.Refused(
            PlantEditFault.Invalid,
            result.Errors is [var first, ..] ? $"{first}." : "The tag can't be given to a sensor.",
            $"{expected}.",
            remedy);
}
