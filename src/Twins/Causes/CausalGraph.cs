using System.Collections.Concurrent;

namespace OrleansTwin.Twins.Causes;

/// <summary>
/// What acts on what in a plant: along the flow, against it, and by supply. What acts on a line acts on its machines, and what
/// acts on a machine on its line. A supply is quick and pieces are slow, so of two assets a change may go several ways that take
/// differently long: along the flow the one with the fewest links counts, and every one by supplies that may take longer, or
/// shorter, than those with fewer links.
/// </summary>
public sealed class CausalGraph
{
    public const int LinksMax = 6;

    /// <summary>Changes within an asset show in its other signals within this time.</summary>
    private const long LagTicksWithin = 30 * TimeSpan.TicksPerMinute;

    private readonly ILookup<string, CausalLink> _flow;
    private readonly ILookup<string, CausalLink> _supplies;
    private readonly ConcurrentDictionary<(string FromId, string ToId), CausalPath?> _flowPaths = new();
    private readonly ConcurrentDictionary<(string FromId, string ToId), IReadOnlyList<CausalPath>> _paths = new();

    public CausalGraph(IEnumerable<CausalLink> links)
    {
        var kinds = links.ToLookup(link => link.Kind == LinkKind.Supply);
        _flow = kinds[false].ToLookup(link => link.FromId, StringComparer.Ordinal);
        _supplies = kinds[true].ToLookup(link => link.FromId, StringComparer.Ordinal);
    }

    /// <summary>All ways that count, those with the fewest links first; empty: there is none.</summary>
    public IReadOnlyList<CausalPath> Paths(string fromId, string toId) =>
        _paths.GetOrAdd((fromId, toId), _ => FindPaths(fromId, toId));

    /// <summary>The way with the fewest links that a change may take in this time; null: there is none.</summary>
    /// <param name="fromId">Where it was seen.</param>
    /// <param name="toId">Where another was seen.</param>
    /// <param name="lagTicks">So long after the first.</param>
    /// <param name="toleranceTicks">How far that may be off.</param>
    public CausalPath? Path(string fromId, string toId, long lagTicks, long toleranceTicks) =>
        Paths(fromId, toId).FirstOrDefault(path => path.Takes(lagTicks, toleranceTicks));

    /// <summary>Whether an asset supplies another.</summary>
    public bool Supplies(string id) => _supplies.Contains(id);

    /// <summary>Whether an asset is another one or a part of it; ids are paths.</summary>
    internal static bool IsWithin(string id, string wholeId) =>
        id.StartsWith(wholeId, StringComparison.Ordinal) && (id.Length == wholeId.Length || id[wholeId.Length] == '/');

    private static bool AreOne(string id, string otherId) => IsWithin(id, otherId) || IsWithin(otherId, id);

    private List<CausalPath> FindPaths(string fromId, string toId)
    {
        if (AreOne(fromId, toId))
            return [new CausalPath([], 0, LagTicksWithin)];
        List<CausalPath> found = FlowPath(fromId, toId) is { } flow ? [flow] : [];
        foreach (var supplied in Supplied(fromId))
        {
            if (FlowPath(supplied.ToId, toId) is { } rest && supplied.Links.Count + rest.Links.Count <= LinksMax)
                found.Add(supplied.Then(rest));
        }

        var paths = new List<CausalPath>();
        foreach (var path in found.OrderBy(path => path.Links.Count))
        {
            if (!paths.Exists(shorter => shorter.Spans(path)))
                paths.Add(path);
        }

        return paths;
    }

    /// <summary>Ways that end with a supply.</summary>
    private IEnumerable<CausalPath> Supplied(string fromId)
    {
        var (at, open) = (new Dictionary<string, List<CausalPath>>(StringComparer.Ordinal), new Queue<CausalPath>());
        open.Enqueue(CausalPath.Empty);
        while (open.TryDequeue(out var before))
        {
            foreach (var supplies in _supplies)
            {
                if (FlowPath(before.Links.Count == 0 ? fromId : before.ToId, supplies.Key) is not { } way
                    || before.Links.Count + way.Links.Count >= LinksMax)
                    continue;
                foreach (var path in supplies.Select(before.Then(way).Then))
                {
                    if (AreOne(path.ToId, fromId) || !IsNew(at, path))
                        continue;
                    yield return path;
                    open.Enqueue(path);
                }
            }
        }
    }

    private static bool IsNew(Dictionary<string, List<CausalPath>> at, CausalPath path)
    {
        if (!at.TryGetValue(path.ToId, out var known))
            at[path.ToId] = known = [];
        if (known.Exists(other => other.Links.Count <= path.Links.Count && other.Spans(path))
            || path.Links.Any(link => link.FromId == path.ToId))
            return false;
        known.Add(path);
        return true;
    }

    private CausalPath? FlowPath(string fromId, string toId) =>
        _flowPaths.GetOrAdd((fromId, toId), _ => FindFlowPath(fromId, toId));

    /// <summary>With the fewest links; of several such the lags of all.</summary>
    private CausalPath? FindFlowPath(string fromId, string toId)
    {
        if (AreOne(fromId, toId))
            return CausalPath.Empty;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var front = _flow.Where(links => IsWithin(links.Key, fromId)).SelectMany(links => links)
            .Select(CausalPath.Empty.Then).ToList();
        for (var links = 1; links <= LinksMax && front.Count > 0; links++)
        {
            if (front.Where(path => AreOne(path.ToId, toId)).ToList() is { Count: > 0 } reached)
                return Together(reached);
            seen.UnionWith(front.Select(path => path.ToId));
            front =
            [
                .. front.GroupBy(path => path.ToId, StringComparer.Ordinal).Select(Together)
                    .SelectMany(path => _flow[path.ToId].Where(link => !seen.Contains(link.ToId)).Select(path.Then)),
            ];
        }

        return null;
    }

    private static CausalPath Together(IEnumerable<CausalPath> paths) => paths.Aggregate((path, other) => path with
    {
        LagTicksMin = Math.Min(path.LagTicksMin, other.LagTicksMin), LagTicksMax = Math.Max(path.LagTicksMax, other.LagTicksMax),
    });
}
