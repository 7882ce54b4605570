namespace OrleansTwin.Twins.Model;

/// <summary>
/// A plant as its one model file describes it (DESIGN, rule 7). Immutable; hosts, simulator, tests and dashboards read the same
/// one. The root is an enterprise, or any lower level for a small plant.
/// </summary>
public sealed class Plant
{
    private readonly Lazy<Dictionary<string, Asset>> _byId;

    private readonly Lazy<Asset[]> _inOrder;

    public Plant()
    {
        _byId = new Lazy<Dictionary<string, Asset>>(() => Assets.ToDictionary(asset => asset.Id, StringComparer.Ordinal));
        _inOrder = new Lazy<Asset[]>(() => [.. Assets.OrderBy(asset => asset.Id, StringComparer.Ordinal)]);
    }

    public required CompositeAsset Root { get; init; }

    public IReadOnlyList<Product> Products { get; init; } = [];

    public IReadOnlyList<EmissionFactor> EmissionFactors { get; init; } = [];

    public IReadOnlyList<Skill> Skills { get; init; } = [];

    public IReadOnlyList<SparePart> SpareParts { get; init; } = [];

    public TelemetryRules Telemetry { get; init; } = new();

    /// <summary>Orders the simulator works through, by line path.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<SimulatedOrder>> SimulatedOrders { get; init; } =
        new Dictionary<string, IReadOnlyList<SimulatedOrder>>();

    /// <summary>
    /// Who supplies whom with power, compressed air, cooling, steam or the like: paths of the supplying machines, by the path of
    /// the machine that they supply or of what it stands in. A part of a plant knows supplies that stand elsewhere, too.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Supplies { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Every node, parents before children.</summary>
    public IEnumerable<Asset> Assets => WithDescendants(Root);

    /// <summary>Every node in ordinal order of the paths.</summary>
    public IReadOnlyList<Asset> AssetsInOrder => _inOrder.Value;

    public IEnumerable<MachineAsset> Machines => Assets.OfType<MachineAsset>();

    /// <summary>The asset with this path, or null.</summary>
    public Asset? Find(string id) => _byId.Value.GetValueOrDefault(id);

    /// <summary>The same plant around another hierarchy.</summary>
    public Plant WithRoot(CompositeAsset root) => new()
    {
        Root = root,
        Products = Products,
        EmissionFactors = EmissionFactors,
        Skills = Skills,
        SpareParts = SpareParts,
        Telemetry = Telemetry,
        SimulatedOrders = SimulatedOrders,
        Supplies = Supplies,
    };

    /// <summary>
    /// Paths of the machines that supply one, each once: its own supplies first, then those of what it stands in, upwards. Who is
    /// named for a whole line or area supplies it from within: none of those named there supplies another.
    /// </summary>
    public IEnumerable<string> SuppliersOf(string machineId)
    {
        ArgumentNullException.ThrowIfNull(machineId);
        return Supplies.Count == 0 ? [] : PathsFrom(machineId)
            .Select(path => Supplies.GetValueOrDefault(path) ?? [])
            .Where(suppliers => !suppliers.Contains(machineId, StringComparer.Ordinal))
            .SelectMany(suppliers => suppliers).Distinct(StringComparer.Ordinal);
    }

    private static IEnumerable<string> PathsFrom(string path)
    {
        for (var end = path.Length; end > 0; end = path.LastIndexOf('/', end - 1))
            yield return path[..end];
    }

    private static IEnumerable<Asset> WithDescendants(Asset asset) =>
        asset switch
        {
            CompositeAsset composite => composite.Children.SelectMany(WithDescendants).Prepend(composite),
            MachineAsset machine => machine.Sensors.Prepend<Asset>(machine),
            _ => [asset],
        };
}
