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
    };

    private static IEnumerable<Asset> WithDescendants(Asset asset) =>
        asset switch
        {
            CompositeAsset composite => composite.Children.SelectMany(WithDescendants).Prepend(composite),
            MachineAsset machine => machine.Sensors.Prepend<Asset>(machine),
            _ => [asset],
        };
}
