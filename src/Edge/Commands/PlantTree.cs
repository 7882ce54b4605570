using OrleansTwin.Ingest.Mqtt;
using OrleansTwin.Runtime.Commands;
using OrleansTwin.Twins.Model;
using Spectre.Console;

namespace OrleansTwin.Edge.Commands;

/// <summary>What is in a plant file, for a reader: in numbers, or as a tree.</summary>
internal static class PlantTree
{
    public static void PrintSummary(PlantDocument document)
    {
        var plant = document.Plant;
        Console.WriteLine($"{document.Name} is valid: {plant.Root.Name}");
        foreach (var (label, text) in Facts(plant))
            Console.WriteLine($"  {label,-10} {text}");
    }

    public static void Print(Plant plant, bool withSensors)
    {
        var tree = new Tree(Label(plant.Root));
        AddChildren(tree, plant.Root, withSensors);
        AnsiConsole.Write(tree);
    }

    private static IEnumerable<(string Label, string Text)> Facts(Plant plant)
    {
        var machines = plant.Machines.ToList();
        var kinds = plant.Assets.OfType<CompositeAsset>().GroupBy(asset => asset.Kind).OrderBy(kind => kind.Key);
        yield return ("hierarchy", string.Join(", ", kinds.Select(kind => PlantDocuments.Count(kind.Count(), NameOf(kind.Key)))));
        yield return ("machines", $"{machines.Count}{Types(machines)}");
        yield return ("sensors", $"{machines.Sum(machine => machine.Sensors.Count)}, {Tagged(machines)} with a tag of their own");
        yield return ("products", string.Join(", ", plant.Products.Select(product => product.Id).DefaultIfEmpty("none")));
        yield return ("meters", $"{machines.Sum(machine => machine.Meters.Count)}");
        var connections = plant.Assets.OfType<CompositeAsset>().Sum(line => line.Flow.Count);
        yield return ("flow", PlantDocuments.Count(connections, "connection"));
        yield return ("simulated", PlantDocuments.Count(machines.Count(IsSimulated), "machine"));
        yield return ("topics", Topics(MqttFilters.Of(plant)));
    }

    private static string Types(List<MachineAsset> machines)
    {
        var typed = machines.Where(machine => machine.Type is not null).GroupBy(machine => machine.Type);
        var types = typed.Select(type => $"{type.Count()} {type.Key}").ToList();
        return types.Count == 0 ? "" : $" ({string.Join(", ", types)})";
    }

    private static int Tagged(List<MachineAsset> machines) =>
        machines.Sum(machine => machine.Sensors.Count(sensor => sensor.Tag is not null));

    private static bool IsSimulated(MachineAsset machine) => machine.Sensors.Any(sensor => sensor.Simulation is not null);

    private static string NameOf(AssetKind kind) => kind.ToString().ToLowerInvariant();

    private static string Topics(IReadOnlyList<string> filters)
    {
        const int Shown = 4;
        return filters.Count == 0 ? "none to subscribe to"
            : string.Join(", ", filters.Take(Shown)) + (filters.Count > Shown ? $" and {filters.Count - Shown} more" : "");
    }

    private static void AddChildren(IHasTreeNodes parent, CompositeAsset composite, bool withSensors)
    {
        foreach (var child in composite.Children)
        {
            var node = parent.AddNode(Label(child));
            if (child is CompositeAsset inner)
                AddChildren(node, inner, withSensors);
            else if (withSensors && child is MachineAsset machine)
                foreach (var sensor in machine.Sensors)
                    node.AddNode(Label(sensor));
        }
    }

    private static string Label(Asset asset) => Markup.Escape(asset switch
    {
        MachineAsset machine =>
            $"{Named(asset, machine.Type ?? "machine")}, {PlantDocuments.Count(machine.Sensors.Count, "sensor")}",
        SensorAsset { Unit: { Length: > 0 } unit } sensor => $"{sensor.LocalId} [{unit}] {sensor.Tag}".TrimEnd(),
        SensorAsset sensor => $"{sensor.LocalId} {sensor.Tag}".TrimEnd(),
        _ => Named(asset, NameOf(asset.Kind)),
    });

    private static string Named(Asset asset, string kind) =>
        asset.Name == asset.LocalId ? $"{asset.LocalId} ({kind})" : $"{asset.LocalId} ({kind}): {asset.Name}";
}
