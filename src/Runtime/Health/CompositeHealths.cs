using OrleansTwin.Api.Hosting;
using OrleansTwin.Twins.Health.Live;

namespace OrleansTwin.Runtime.Health;

/// <summary>From the health of machines to that of what stands above them. Parts of several shards add.</summary>
internal static class CompositeHealths
{
    private const int LookAtMax = 5;

    /// <summary>Null: none of them is watched.</summary>
    public static CompositeHealth? Of(IEnumerable<(string MachineId, HealthView View)> machines)
    {
        var counts = new Dictionary<HealthCondition, int>();
        var lookAt = new List<MachineToLookAt>();
        foreach (var (machineId, view) in machines)
        {
            counts[view.Condition] = counts.GetValueOrDefault(view.Condition) + 1;
            if (view.Condition >= HealthCondition.Watch)
                lookAt.Add(new MachineToLookAt(machineId, view.Condition, view.Score, view.Limit));
        }

        return counts.Count == 0 ? null : Worst(counts, lookAt);
    }

    public static CompositeHealth? Together(CompositeHealth? one, CompositeHealth? other)
    {
        if (one is null || other is null)
            return one ?? other;
        var counts = one.Machines.Concat(other.Machines).GroupBy(item => item.Key)
            .ToDictionary(group => group.Key, group => group.Sum(item => item.Value));
        return Worst(counts, one.LookAt.Concat(other.LookAt));
    }

    private static CompositeHealth Worst(Dictionary<HealthCondition, int> counts, IEnumerable<MachineToLookAt> lookAt) => new(
        counts.Keys.Max(),
        counts.OrderBy(item => item.Key).ToDictionary(item => item.Key, item => item.Value),
        [
            .. lookAt.OrderByDescending(machine => machine.Condition).ThenByDescending(machine => machine.Score / machine.Limit)
                .ThenBy(machine => machine.MachineId, StringComparer.Ordinal).Take(LookAtMax),
        ]);
}
