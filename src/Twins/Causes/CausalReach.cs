using OrleansTwin.Twins.Model;

namespace OrleansTwin.Twins.Causes;

/// <summary>What can act on one machine, as a plant's file describes it.</summary>
/// <param name="Graph">Every link between the machines.</param>
/// <param name="MachineIds">
/// The machine itself and all from which a way of at most <see cref="CausalGraph.LinksMax"/> links leads to it, the nearest
/// first. A part of a plant lacks some of them: supplies that stand elsewhere.
/// </param>
public sealed record CausalReach(CausalGraph Graph, IReadOnlyList<string> MachineIds)
{
    /// <summary>
    /// Where the model does not say how long a piece takes, and for supplies: power is felt at once, cooling later.
    /// </summary>
    private const long LagTicksUnknown = 10 * TimeSpan.TicksPerMinute;

    /// <summary>
    /// Against the links, from the machine on. A change passes a buffer within twice the time that it takes to fill it.
    /// </summary>
    public static CausalReach Of(Plant plant, string machineId)
    {
        ArgumentNullException.ThrowIfNull(plant);
        var (nearest, known) = (new List<string> { machineId }, new HashSet<string>(StringComparer.Ordinal) { machineId });
        var front = nearest;
        for (var links = 0; links < CausalGraph.LinksMax && front.Count > 0; links++)
        {
            front = [.. front.SelectMany(id => LinksTo(plant, id)).Select(link => link.FromId).Where(known.Add)
                .Order(StringComparer.Ordinal)];
            nearest.AddRange(front);
        }

        var between = nearest.SelectMany(id => LinksTo(plant, id)).Where(link => known.Contains(link.FromId));
        return new CausalReach(new CausalGraph(between), nearest);
    }

    private static IEnumerable<CausalLink> LinksTo(Plant plant, string id) =>
    [
        .. FlowTo(plant, id),
        .. plant.SuppliersOf(id).Select(supplier => new CausalLink(supplier, id, LinkKind.Supply, 0, LagTicksUnknown)),
    ];

    private static IEnumerable<CausalLink> FlowTo(Plant plant, string id)
    {
        if (plant.Find(id)?.ParentId is not { } lineId || plant.Find(lineId) is not CompositeAsset line)
            yield break;
        foreach (var edge in line.Flow)
        {
            if (edge.ToId == id)
                yield return new CausalLink(edge.FromId, id, LinkKind.Flow, 0, LagTicksOf(plant, edge));
            else if (edge.FromId == id)
                yield return new CausalLink(edge.ToId, id, LinkKind.BackPressure, 0, LagTicksOf(plant, edge));
        }
    }

    private static long LagTicksOf(Plant plant, FlowEdge edge)
    {
        var cycle = Math.Max(CycleTicksOf(plant, edge.FromId), CycleTicksOf(plant, edge.ToId));
        return cycle == 0 ? LagTicksUnknown : 2 * cycle * (edge.Capacity + 1);
    }

    private static long CycleTicksOf(Plant plant, string machineId) =>
        plant.Find(machineId) is MachineAsset machine ? machine.IdealCycleTicks.Values.DefaultIfEmpty(0).Max() : 0;
}
