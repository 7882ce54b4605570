using OrleansTwin.PlantFiles.Yaml;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.PlantFiles.Reading;

/// <summary>Enterprises, sites, areas and lines: each may hold any lower level, in the file's order.</summary>
internal sealed class CompositeReader(PlantContext context)
{
    private static readonly Dictionary<AssetKind, KeySet> Keys = new()
    {
        [AssetKind.Enterprise] = KeySets.Enterprise,
        [AssetKind.Site] = KeySets.Site,
        [AssetKind.Area] = KeySets.Area,
        [AssetKind.Line] = KeySets.Line,
    };

    public static readonly Dictionary<string, AssetKind> Children = new(StringComparer.Ordinal)
    {
        ["sites"] = AssetKind.Site,
        ["areas"] = AssetKind.Area,
        ["lines"] = AssetKind.Line,
        ["machines"] = AssetKind.Machine,
    };

    private readonly Dictionary<string, IReadOnlyList<SimulatedOrder>> _orders = new(StringComparer.Ordinal);

    /// <summary>Simulated orders by line path, of what was read so far.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<SimulatedOrder>> Orders => _orders;

    public CompositeAsset? Read(NamedNode named, AssetKind kind, Scope? parent)
    {
        if (named.Map(Keys[kind]) is not { } reader || !context.TryAddAsset(named.Key, named.Place))
            return null;
        var scope = new Scope(parent, kind, named.Id).WithOwn(reader, context);
        context.Supplies.Add(scope.Path, reader);
        var children = ReadChildren(reader, scope);
        if (children.Count == 0)
            reader.Findings.Warning(named.Key, named.Place, $"{Article(kind)} without machines", "machines below it");
        var composite = new CompositeAsset
        {
            Id = scope.Path,
            Name = reader.Text("name") ?? named.Id,
            Kind = kind,
            Calendar = scope.Calendar,
            Region = scope.Region,
            Children = children,
            OeeRule = reader.Word("oeeRule", Vocabulary.OeeRules, OeeRule.SumBased),
        };
        return kind == AssetKind.Line ? AsLine(composite, reader) : composite;
    }

    private List<Asset> ReadChildren(MapReader reader, Scope scope)
    {
        var children = new List<Asset>();
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (key, _) in reader.Map.Entries)
        {
            if (!Children.TryGetValue(key.Text, out var kind) || kind <= scope.Kind)
                continue;
            foreach (var named in reader.Named(key.Text))
            {
                if (context.IsFull)
                    return children;
                if (!seen.TryAdd(named.Id, named.Key.Line))
                    named.Findings.Error(
                        named.Key, named.Place, $"the id {named.Key.Found} again", $"an id used once in {scope.Path}",
                        $"first on line {seen[named.Id]}");
                else if (ReadChild(named, kind, scope) is { } child)
                    children.Add(child);
            }
        }
        return children;
    }

    private Asset? ReadChild(NamedNode named, AssetKind kind, Scope parent) =>
        kind == AssetKind.Machine ? MachineReader.Read(named, parent, context) : Read(named, kind, parent);

    private CompositeAsset AsLine(CompositeAsset line, MapReader reader)
    {
        var machines = line.Children.OfType<MachineAsset>().ToDictionary(machine => machine.LocalId, StringComparer.Ordinal);
        var constraint = References.Find(reader, "constraint", machines, "machine of this line");
        if (reader.Has("oeeRule") && line.OeeRule == OeeRule.ConstraintBased && !reader.Has("constraint"))
            reader.Error("oeeRule", "constraint: with the machine that paces the line, beside oeeRule: constraint");
        var orders = SimulatedOrderReader.Read(reader, machines.Values, context);
        if (orders.Count > 0)
            _orders[line.Id] = orders;
        return line with
        {
            ConstraintId = constraint?.Id,
            OeeRule = constraint is not null && !reader.Has("oeeRule") ? OeeRule.ConstraintBased : line.OeeRule,
            Flow = FlowReader.Read(reader, machines, context),
        };
    }

    private static string Article(AssetKind kind) =>
        kind is AssetKind.Enterprise or AssetKind.Area ? $"an {kind}".ToLowerInvariant() : $"a {kind}".ToLowerInvariant();
}
