using OrleansTwin.Twins.Model;

namespace OrleansTwin.Twins.Causes;

/// <summary>How one asset acts on another.</summary>
public enum LinkKind : byte
{
    /// <summary>Pieces that come late, or worse: to the next machine.</summary>
    Flow = 0,

    /// <summary>Pieces that are not taken: to the machine before.</summary>
    BackPressure = 1,

    /// <summary>A common supply.</summary>
    Power = 2,
}

/// <summary>One asset acts on another, not sooner and not later than so long after.</summary>
public sealed record CausalLink(string FromId, string ToId, LinkKind Kind, long LagTicksMin, long LagTicksMax);

/// <summary>How a change gets from one asset to another.</summary>
/// <param name="Links">On the shortest way; empty: it is the same asset, or a part of it.</param>
/// <param name="LagTicksMin">Not sooner.</param>
/// <param name="LagTicksMax">Not later.</param>
public sealed record CausalPath(IReadOnlyList<CausalLink> Links, long LagTicksMin, long LagTicksMax);

/// <summary>
/// What acts on what in a plant: along the flow, against it, and by common supply. What acts on a line acts on its machines, and
/// what acts on a machine on its line.
/// </summary>
public sealed class CausalGraph
{
    /// <summary>Where the model does not say how long a piece takes.</summary>
    private const long LagTicksUnknown = 10 * TimeSpan.TicksPerMinute;

    /// <summary>A supply acts at once; meters tell it some seconds later.</summary>
    private const long LagTicksPower = 10 * TimeSpan.TicksPerSecond;

    /// <summary>Changes within an asset show in its other signals within this time.</summary>
    private const long LagTicksWithin = 30 * TimeSpan.TicksPerMinute;

    private const int LinksMax = 6;

    private readonly ILookup<string, CausalLink> _links;

    public CausalGraph(IEnumerable<CausalLink> links) => _links = links.ToLookup(link => link.FromId, StringComparer.Ordinal);

    /// <summary>
    /// Of a plant as its file describes it. A change passes a buffer within the time that it takes to fill or empty it.
    /// </summary>
    /// <param name="plant">Its machines and flows.</param>
    /// <param name="feeds">Machines, or meters, that supply others: pairs of ids.</param>
    public static CausalGraph Of(Plant plant, IEnumerable<(string FeederId, string FedId)>? feeds = null)
    {
        var flow = plant.Assets.OfType<CompositeAsset>().SelectMany(FlowOf);
        var power = (feeds ?? []).Select(
            feed => new CausalLink(feed.FeederId, feed.FedId, LinkKind.Power, 0, LagTicksPower));
        return new CausalGraph([.. flow, .. power]);
    }

    /// <summary>Of one line, whose flow does not leave it.</summary>
    public static CausalGraph Of(CompositeAsset line) => new(FlowOf(line));

    /// <summary>The way with the fewest links, or null where there is none.</summary>
    public CausalPath? Find(string fromId, string toId)
    {
        if (IsWithin(fromId, toId) || IsWithin(toId, fromId))
            return new CausalPath([], 0, LagTicksWithin);
        var (seen, front) = (new HashSet<string>(StringComparer.Ordinal), new List<CausalLink[]>());
        front.AddRange(_links.Where(group => IsWithin(group.Key, fromId)).SelectMany(group => group).Select(
            link => new[] { link }));
        for (var links = 1; links <= LinksMax && front.Count > 0; links++)
        {
            var reached = front.Where(path => IsWithin(path[^1].ToId, toId) || IsWithin(toId, path[^1].ToId)).ToList();
            if (reached.Count > 0)
                return Merged(reached);
            seen.UnionWith(front.Select(path => path[^1].ToId));
            front = [.. front.SelectMany(path => _links[path[^1].ToId].Where(link => !seen.Contains(link.ToId))
                .Select(link => (CausalLink[])[.. path, link]))];
        }

        return null;
    }

    private static IEnumerable<CausalLink> FlowOf(CompositeAsset line)
    {
        var cycles = line.Children.OfType<MachineAsset>().ToDictionary(
            machine => machine.Id, machine => machine.IdealCycleTicks.Values.DefaultIfEmpty(0).Max(), StringComparer.Ordinal);
        return line.Flow.SelectMany(edge =>
        {
            var cycle = Math.Max(cycles.GetValueOrDefault(edge.FromId), cycles.GetValueOrDefault(edge.ToId));
            var lag = cycle == 0 ? LagTicksUnknown : 2 * cycle * (edge.Capacity + 1);
            return new[]
            {
                new CausalLink(edge.FromId, edge.ToId, LinkKind.Flow, 0, lag),
                new CausalLink(edge.ToId, edge.FromId, LinkKind.BackPressure, 0, lag),
            };
        });
    }

    private static CausalPath Merged(List<CausalLink[]> paths) => new(
        paths[0], paths.Min(path => path.Sum(link => link.LagTicksMin)), paths.Max(path => path.Sum(link => link.LagTicksMax)));

    /// <summary>Whether an asset is another one or a part of it; ids are paths.</summary>
    private static bool IsWithin(string id, string wholeId) =>
        id.StartsWith(wholeId, StringComparison.Ordinal) && (id.Length == wholeId.Length || id[wholeId.Length] == '/');
}
