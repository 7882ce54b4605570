using OrleansTwin.Twins.Composites;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Runtime.Engine;

/// <summary>
/// A line's flow graph beside the flow twin's snapshot, so that a changed line can be told from the one before.
/// </summary>
internal static class FlowGraphState
{
    private const int CountMax = 100_000;

    public static void Write(StateWriter writer, FlowGraph graph)
    {
        writer.WriteCount(graph.MachineIds.Count);
        foreach (var id in graph.MachineIds)
            writer.WriteString(id);
        writer.WriteCount(graph.Edges.Count);
        foreach (var edge in graph.Edges)
        {
            writer.WriteString(edge.FromId);
            writer.WriteString(edge.ToId);
            writer.WriteInt32(edge.Capacity);
            writer.WriteInt32(edge.InitialLevel);
        }
    }

    public static FlowGraph Read(ref StateReader reader)
    {
        var ids = new string[reader.ReadCount(CountMax)];
        for (var i = 0; i < ids.Length; i++)
            ids[i] = reader.ReadText();
        var edges = new FlowEdge[reader.ReadCount(CountMax)];
        for (var i = 0; i < edges.Length; i++)
            edges[i] = new FlowEdge(reader.ReadText(), reader.ReadText(), reader.ReadInt32(), reader.ReadInt32());
        return new FlowGraph(ids, edges);
    }

    public static bool IsSame(FlowGraph a, FlowGraph b) =>
        a.MachineIds.SequenceEqual(b.MachineIds) && a.Edges.SequenceEqual(b.Edges);
}
