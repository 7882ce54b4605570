using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Composites;

/// <summary>
/// What the flow of a line carries over from one bucket to the next: pieces in each buffer, pieces that a machine took ahead of
/// their count, and which machines have a piece in process. States, products and orders are not part of it: a bucket's events
/// begin with them. Values that are never changed once made.
/// </summary>
public sealed class FlowState : IEquatable<FlowState>
{
    private const byte Layout = 1;
    private const int PlacesMax = 100_000;

    private FlowState(int[] levels, int[] owed, bool[] inProcess)
    {
        Levels = levels;
        Owed = owed;
        InProcess = inProcess;
    }

    /// <summary>
    /// Pieces in each buffer, 0 to capacity + 1: one more than fit stands in the machine that can't let go of it.
    /// </summary>
    internal int[] Levels { get; }

    /// <summary>
    /// Pieces that a machine took from an empty buffer: their count is expected until the machine has finished with them.
    /// </summary>
    internal int[] Owed { get; }

    internal bool[] InProcess { get; }

    /// <summary>The levels of the plant file, no piece in process.</summary>
    public static FlowState Initial(FlowGraph graph) =>
        new(
            [.. graph.Edges.Select(edge => Math.Clamp(edge.InitialLevel, 0, edge.Capacity + 1))],
            new int[graph.Edges.Count],
            new bool[graph.MachineIds.Count]);

    /// <summary>Pieces in a buffer.</summary>
    public int LevelOf(int buffer) => Levels[buffer];

    public bool HasPieceInProcess(int machine) => InProcess[machine];

    /// <summary>Whether this state is of a line with as many machines and buffers.</summary>
    public bool Fits(FlowGraph graph) => Levels.Length == graph.Edges.Count && InProcess.Length == graph.MachineIds.Count;

    /// <summary>
    /// This state on a changed line: machines and buffers keep theirs by their ids, new ones begin as the plant file says.
    /// </summary>
    public FlowState Onto(FlowGraph from, FlowGraph to)
    {
        var state = Initial(to);
        for (var buffer = 0; buffer < to.Edges.Count; buffer++)
        {
            var edge = to.Edges[buffer];
            for (var old = 0; old < from.Edges.Count; old++)
            {
                if (from.Edges[old].FromId == edge.FromId && from.Edges[old].ToId == edge.ToId)
                    (state.Levels[buffer], state.Owed[buffer]) = (Math.Min(Levels[old], edge.Capacity + 1), Owed[old]);
            }
        }
        for (var old = 0; old < from.MachineIds.Count; old++)
        {
            for (var machine = 0; machine < to.MachineIds.Count; machine++)
                state.InProcess[machine] |= InProcess[old] && from.MachineIds[old] == to.MachineIds[machine];
        }
        return state;
    }

    public bool Equals(FlowState? other) =>
        other is not null
        && Levels.AsSpan().SequenceEqual(other.Levels)
        && Owed.AsSpan().SequenceEqual(other.Owed)
        && InProcess.AsSpan().SequenceEqual(other.InProcess);

    public override bool Equals(object? obj) => Equals(obj as FlowState);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var level in Levels)
            hash.Add(level);
        foreach (var piece in InProcess)
            hash.Add(piece);
        return hash.ToHashCode();
    }

    public void Write(StateWriter writer)
    {
        writer.WriteVersion(Layout);
        writer.WriteCount(Levels.Length);
        for (var i = 0; i < Levels.Length; i++)
        {
            writer.WriteCount(Levels[i]);
            writer.WriteCount(Owed[i]);
        }
        writer.WriteCount(InProcess.Length);
        foreach (var piece in InProcess)
            writer.WriteBool(piece);
    }

    /// <exception cref="StateFormatException">The bytes are damaged or of a newer layout.</exception>
    public static FlowState Read(ref StateReader reader)
    {
        reader.ReadVersion(Layout);
        var levels = new int[reader.ReadCount(PlacesMax)];
        var owed = new int[levels.Length];
        for (var i = 0; i < levels.Length; i++)
            (levels[i], owed[i]) = (reader.ReadCount(int.MaxValue), reader.ReadCount(int.MaxValue));
        var inProcess = new bool[reader.ReadCount(PlacesMax)];
        for (var i = 0; i < inProcess.Length; i++)
            inProcess[i] = reader.ReadBool();
        return new FlowState(levels, owed, inProcess);
    }

    internal FlowState Copy() => new([.. Levels], [.. Owed], [.. InProcess]);
}
