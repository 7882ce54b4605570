using System.Globalization;
using OrleansTwin.PlantFiles.Yaml;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.PlantFiles.Reading;

/// <summary>The document: catalogs first, then the hierarchy that refers to them.</summary>
internal static class PlantReader
{
    public static readonly (string Key, AssetKind Kind)[] Roots =
    [
        ("enterprise", AssetKind.Enterprise), ("site", AssetKind.Site), ("area", AssetKind.Area), ("line", AssetKind.Line),
    ];

    public static Plant? Read(Node document, PlantFileOptions options, Findings findings)
    {
        if (document is not MapNode map)
        {
            findings.Error(document, null, document.Found, "a plant", "begin with the line plantFile: 1");
            return null;
        }
        var reader = new MapReader(map, new Place(null, ""), findings, KeySets.Plant);
        CheckVersion(reader);
        var factors = EmissionFactorReader.Read(reader);
        var context = Catalogs(reader, options);
        var composites = new CompositeReader(context);
        var root = Root(reader) is var (named, kind) ? composites.Read(named, kind, null) : null;
        context.MachineTypes.WarnOfUnused();
        context.FactorUse.Check(factors, findings);
        var telemetry = TelemetryReader.Read(reader);
        if (root is null)
            return null;
        var plant = new Plant
        {
            Root = root,
            Products = [.. context.Products.Values],
            EmissionFactors = factors,
            Skills = [.. context.Skills.Values],
            SpareParts = [.. context.SpareParts.Values],
            Telemetry = telemetry,
            SimulatedOrders = composites.Orders,
            Supplies = context.Supplies.Read(new Plant { Root = root }),
        };
        TagRuleReader.CheckSensors(reader, plant);
        return plant;
    }

    private static PlantContext Catalogs(MapReader reader, PlantFileOptions options) => new(options, reader.Findings)
    {
        Products = CatalogReader.Products(reader),
        Skills = CatalogReader.Skills(reader),
        SpareParts = CatalogReader.SpareParts(reader),
        Calendars = CalendarReader.Read(reader),
        SensorDefaults = SensorReader.Defaults(reader),
        MachineTypes = MachineTypes.Read(reader),
    };

    private static void CheckVersion(MapReader reader)
    {
        var version = PlantFile.FormatVersion.ToString(CultureInfo.InvariantCulture);
        if (reader.Text("plantFile") != version)
            reader.Error("plantFile", version, $"the format version: begin the file with plantFile: {version}");
    }

    /// <summary>The one asset that all others stand below; null (with an error) where there is none, or more than one.</summary>
    private static (NamedNode Named, AssetKind Kind)? Root(MapReader reader)
    {
        var given = Roots.Where(root => reader.Has(root.Key)).ToList();
        if (given.Count != 1)
        {
            var at = given.Count > 1 ? reader.Node(given[1].Key)! : reader.Map;
            reader.Findings.Error(
                at, reader.Place, given.Count == 0 ? "no asset" : $"both {given[0].Key} and {given[1].Key}",
                "one root: enterprise, site, area or line", "lower levels go below it, under sites, areas, lines, machines");
            return null;
        }
        var (key, kind) = given[0];
        var named = reader.Named(key).ToList();
        if (named.Count == 1)
            return (named[0], kind);
        if (reader.InnerMap(key) is { } map)
            reader.Findings.Error(
                map, reader.Place.At(key), $"{named.Count} ids", $"one id below {key}, for example {key}: {{lyon: …}}");
        return null;
    }
}
