using OrleansTwin.Twins.Model;

namespace OrleansTwin.Twins.Composites;

/// <summary>
/// What feeds what on a line, by number: machines in the order given, one buffer for each flow edge. Machines without an edge
/// stand alone. Immutable.
/// </summary>
public sealed class FlowGraph
{
    private readonly Dictionary<string, int> _numbers;
    private readonly int[][] _inputs;
    private readonly int[][] _outputs;
    private readonly bool[] _isKnown;

    /// <param name="machineIds">The line's machines.</param>
    /// <param name="edges">What feeds what.</param>
    /// <param name="isCounted">
    /// Whether a machine counts its pieces (null: all do); next to one that doesn't no level is known.
    /// </param>
    /// <exception cref="ArgumentException">
    /// An edge names a machine that is not on the line, or a machine is named twice.
    /// </exception>
    public FlowGraph(IReadOnlyList<string> machineIds, IReadOnlyList<FlowEdge> edges, Func<string, bool>? isCounted = null)
    {
        MachineIds = machineIds;
        Edges = edges;
        _numbers = machineIds.Index().ToDictionary(each => each.Item, each => each.Index, StringComparer.Ordinal);
        From = [.. edges.Select(edge => RequireNumberOf(edge.FromId))];
        To = [.. edges.Select(edge => RequireNumberOf(edge.ToId))];
        _outputs = BuffersBy(From, machineIds.Count);
        _inputs = BuffersBy(To, machineIds.Count);
        _isKnown = [.. edges.Select(edge => isCounted is null || (isCounted(edge.FromId) && isCounted(edge.ToId)))];
    }

    /// <summary>
    /// The graph of a line as the plant file describes it: all machines below it, counted where they have a quantity signal.
    /// </summary>
    public static FlowGraph Of(CompositeAsset line)
    {
        var machines = MachinesBelow(line).ToList();
        var counted = machines.Where(machine => machine.Quantities.Count > 0).Select(machine => machine.Id).ToHashSet();
        return new FlowGraph([.. machines.Select(machine => machine.Id)], line.Flow, counted.Contains);
    }

    public IReadOnlyList<string> MachineIds { get; }

    /// <summary>An edge's place here is the number of its buffer.</summary>
    public IReadOnlyList<FlowEdge> Edges { get; }

    /// <summary>The machine that fills each buffer.</summary>
    public IReadOnlyList<int> From { get; }

    /// <summary>The machine that empties each buffer.</summary>
    public IReadOnlyList<int> To { get; }

    /// <summary>Buffers that a machine takes from; empty for a source machine.</summary>
    public ReadOnlySpan<int> InputsOf(int machine) => _inputs[machine];

    /// <summary>Buffers that a machine fills; empty for a sink machine.</summary>
    public ReadOnlySpan<int> OutputsOf(int machine) => _outputs[machine];

    /// <summary>Whether a buffer's level can be told: both machines count their pieces.</summary>
    public bool IsLevelKnown(int buffer) => _isKnown[buffer];

    /// <summary>The number of a machine; −1: not on this line.</summary>
    public int NumberOf(string machineId) => _numbers.TryGetValue(machineId, out var number) ? number : -1;

    private static IEnumerable<MachineAsset> MachinesBelow(CompositeAsset composite) =>
        composite.Children.SelectMany(child =>
            child switch
            {
                MachineAsset machine => [machine],
                CompositeAsset inner => MachinesBelow(inner),
                _ => [],
            });

    private int RequireNumberOf(string id) =>
        NumberOf(id) is >= 0 and var number
            ? number
            : throw new ArgumentException(
                $"A flow edge names {id}, which is no machine of the line; expected one of {string.Join(", ", MachineIds)}.");

    private static int[][] BuffersBy(IReadOnlyList<int> machineOfBuffer, int machines)
    {
        var buffers = new List<int>[machines];
        for (var machine = 0; machine < machines; machine++)
            buffers[machine] = [];
        foreach (var (buffer, machine) in machineOfBuffer.Index())
            buffers[machine].Add(buffer);
        return [.. buffers.Select(each => each.ToArray())];
    }
}
