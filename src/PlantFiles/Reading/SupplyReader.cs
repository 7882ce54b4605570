using OrleansTwin.PlantFiles.Yaml;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.PlantFiles.Reading;

/// <summary>
/// Who supplies whom. A supply may stand anywhere in the plant, so names are looked up once all machines are known: from where
/// the key stands outwards, the nearest first, up to the whole path. Supplies may go in a circle: a compressor that a chiller
/// cools may move the chiller's valves.
/// </summary>
internal sealed class SupplyReader
{
    private const string Key = "suppliedBy";
    private const string Expected = "the id of a machine that stands beside it or beside what it stands in, or a machine's path";

    /// <summary>Of one key; ways are searched over all of them.</summary>
    private const int SuppliersMax = 32;

    private readonly List<(string AssetId, MapReader Asset)> _supplied = [];

    /// <summary>Remembers an asset that says what it is supplied by.</summary>
    public void Add(string assetId, MapReader asset)
    {
        if (asset.Has(Key))
            _supplied.Add((assetId, asset));
    }

    /// <summary>Paths of the supplying machines, by the path of what they supply.</summary>
    /// <param name="plant">All that can supply.</param>
    public Dictionary<string, IReadOnlyList<string>> Read(Plant plant) => _supplied.ToDictionary(
        supplied => supplied.AssetId, IReadOnlyList<string> (supplied) => Suppliers(plant, supplied.AssetId, supplied.Asset),
        StringComparer.Ordinal);

    private static List<string> Suppliers(Plant plant, string assetId, MapReader asset)
    {
        var suppliers = new List<string>();
        foreach (var (node, place) in asset.Items(Key))
        {
            if (suppliers.Count == SuppliersMax)
            {
                asset.Findings.Error(
                    node, place, node.Found, $"at most {SuppliersMax} supplies", "name those that most depends on");
                break;
            }

            if (Find(plant, assetId, node, place, asset.Findings) is not { } supplier)
                continue;
            if (supplier == assetId)
                asset.Findings.Error(node, place, node.Found, "another machine", "no machine supplies itself");
            else if (suppliers.Contains(supplier))
                asset.Findings.Error(node, place, node.Found, "each supply once", $"{supplier} stands further up");
            else
                suppliers.Add(supplier);
        }

        return suppliers;
    }

    private static string? Find(Plant plant, string assetId, Node node, Place place, Findings findings)
    {
        var found = node is TextNode { IsNull: false } text ? Outwards(plant, assetId, text.Text).ToList() : [];
        if (found.OfType<MachineAsset>().FirstOrDefault() is { } machine)
            return machine.Id;
        if (found is [var other, ..])
        {
            var kind = other.Kind.ToString().ToLowerInvariant();
            var hint = other is SensorAsset ? $"name its machine, {other.ParentId}" : $"name machines of {other.Id}";
            findings.Error(node, place, $"{node.Found}, the {kind} {other.Id}", Expected, hint);
        }
        else
        {
            var hint = node is TextNode unknown ? Hint(plant, unknown.Text, findings) : null;
            findings.Error(node, place, node.Found, Expected, hint);
        }

        return null;
    }

    /// <summary>What a name may mean for an asset: what stands within the asset or nearest around it first.</summary>
    private static IEnumerable<Asset> Outwards(Plant plant, string assetId, string name)
    {
        for (var end = assetId.Length; end > 0; end = assetId.LastIndexOf('/', end - 1))
        {
            if (plant.Find($"{assetId.AsSpan(0, end)}/{name}") is { } asset)
                yield return asset;
        }

        if (plant.Find(name) is { } whole)
            yield return whole;
    }

    private static string? Hint(Plant plant, string name, Findings findings) => findings.Hint(
        name, plant.Machines.Select(machine => name.Contains('/', StringComparison.Ordinal) ? machine.Id : machine.LocalId));
}
