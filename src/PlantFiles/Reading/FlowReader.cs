using OrleansTwin.Twins.Model;

namespace OrleansTwin.PlantFiles.Reading;

/// <summary>What feeds what on a line. Material flows forward only: an edge that closes a cycle is refused.</summary>
internal static class FlowReader
{
    public static List<FlowEdge> Read(MapReader line, IReadOnlyDictionary<string, MachineAsset> machines, PlantContext context)
    {
        var edges = new List<FlowEdge>();
        var next = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var reader in line.InnerItems("flow", KeySets.FlowEdge))
        {
            var capacity = (int)reader.Whole("buffer", 0, 0, 1_000_000);
            var level = (int)reader.Whole("level", 0, 0, 1_000_000);
            if (level > capacity)
                reader.Error("level", $"at most the buffer's capacity ({capacity})");
            reader.Required("from", "the id of a machine of this line");
            reader.Required("to", "the id of a machine of this line");
            var from = References.Find(reader, "from", machines, "machine of this line");
            var to = References.Find(reader, "to", machines, "machine of this line");
            if (from is null || to is null)
                continue;
            if (edges.Exists(edge => edge.FromId == from.Id && edge.ToId == to.Id))
                reader.Error("to", "each pair of machines once", "the same edge stands further up");
            else if (Way(next, to.LocalId, from.LocalId) is { } way)
                reader.Error("to", "a flow without cycles", "it closes " + string.Join(" → ", way.Prepend(from.LocalId)));
            else
                edges.Add(Add(next, from, to, capacity, level));
        }
        return edges;
    }

    private static FlowEdge Add(
        Dictionary<string, List<string>> next, MachineAsset from, MachineAsset to, int capacity, int level)
    {
        if (!next.TryGetValue(from.LocalId, out var followers))
            next[from.LocalId] = followers = [];
        followers.Add(to.LocalId);
        return new FlowEdge(from.Id, to.Id, capacity, level);
    }

    /// <summary>A way along the edges from one machine to another (breadth first), or null. A machine reaches itself.</summary>
    private static List<string>? Way(Dictionary<string, List<string>> next, string from, string to)
    {
        var cameFrom = new Dictionary<string, string?>(StringComparer.Ordinal) { [from] = null };
        var open = new Queue<string>([from]);
        while (open.TryDequeue(out var machine))
        {
            if (machine == to)
                return Back(cameFrom, to);
            foreach (var follower in next.GetValueOrDefault(machine) ?? [])
            {
                if (cameFrom.TryAdd(follower, machine))
                    open.Enqueue(follower);
            }
        }
        return null;
    }

    private static List<string> Back(Dictionary<string, string?> cameFrom, string to)
    {
        var way = new List<string>();
        for (var machine = to; machine is not null; machine = cameFrom[machine])
            way.Add(machine);
        way.Reverse();
        return way;
    }
}
