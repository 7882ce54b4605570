using OrleansTwin.Twins.Model;

namespace OrleansTwin.Runtime.Answers;

/// <summary>Who stands below whom, by their paths.</summary>
internal static class Paths
{
    public static bool IsAtOrBelow(string id, string ancestor) =>
        id.StartsWith(ancestor, StringComparison.Ordinal) && (id.Length == ancestor.Length || id[ancestor.Length] == '/');

    public static IEnumerable<MachineAsset> MachinesBelow(Plant plant, Asset asset) =>
        plant.Machines.Where(machine => IsAtOrBelow(machine.Id, asset.Id));

    /// <summary>The sensors whose values are a twin's history: itself, or the meters of electric power at or below it.</summary>
    public static IEnumerable<string> HistorySensorsOf(Plant plant, Asset asset) =>
        asset is SensorAsset ? [asset.Id] : MachinesBelow(plant, asset).SelectMany(TwinViews.PowerSensors);
}
