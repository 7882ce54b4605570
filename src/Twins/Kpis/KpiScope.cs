using OrleansTwin.Twins.Model;

namespace OrleansTwin.Twins.Kpis;

/// <summary>
/// Which machines' elements stand for an asset under a rule. Sum-based: all machines below. Constraint-based: each line's
/// constraint machine, summed over the lines; a line (or loose machines) without a named constraint stands with all its machines
/// and is listed in <paramref name="WithoutConstraint"/>, so that an answer can say so.
/// </summary>
/// <param name="Rule">The rule that was applied.</param>
/// <param name="MachineIds">Machine paths, in plant order.</param>
/// <param name="FirstOperationIds">
/// Of all machines below, those that begin a flow: their produced quantity is the divisor of the fall-off ratio. Empty where no
/// flow is described; then it is the window's own.
/// </param>
/// <param name="WithoutConstraint">Paths of lines that the constraint rule found no constraint for.</param>
public sealed record KpiScope(
    OeeRule Rule,
    IReadOnlyList<string> MachineIds,
    IReadOnlyList<string> FirstOperationIds,
    IReadOnlyList<string> WithoutConstraint)
{
    /// <summary>All machines below count: the asset's own stored sums can be read instead of its machines'.</summary>
    public bool IsWhole => Rule == OeeRule.SumBased;

    /// <summary>The one machine that stands for the asset; null where there are several, or where the sum does.</summary>
    public string? ConstraintId => Rule == OeeRule.ConstraintBased && MachineIds.Count == 1 ? MachineIds[0] : null;

    /// <summary>Resolves an asset by the rule asked for, else by its own.</summary>
    /// <param name="asset">A machine, or a composite of any depth. A machine stands for itself under either rule.</param>
    /// <param name="rule">Null: the asset's own rule.</param>
    public static KpiScope Of(Asset asset, OeeRule? rule = null)
    {
        var applied = asset is CompositeAsset composite ? rule ?? composite.OeeRule : OeeRule.SumBased;
        var machines = new List<string>();
        var first = new List<string>();
        var without = new List<string>();
        AddMachines(asset, applied, machines, without);
        AddFirstOperations(asset, first);
        return new KpiScope(applied, machines, first, without);
    }

    private static void AddMachines(Asset asset, OeeRule rule, List<string> machines, List<string> without)
    {
        switch (asset)
        {
            case MachineAsset machine:
                machines.Add(machine.Id);
                break;
            case CompositeAsset { ConstraintId: { } constraintId } when rule == OeeRule.ConstraintBased:
                machines.Add(constraintId);
                break;
            case CompositeAsset composite:
                if (rule == OeeRule.ConstraintBased && composite.Children.Any(child => child is MachineAsset))
                    without.Add(composite.Id);
                foreach (var child in composite.Children)
                    AddMachines(child, rule, machines, without);
                break;
        }
    }

    private static void AddFirstOperations(Asset asset, List<string> first)
    {
        if (asset is not CompositeAsset composite)
            return;
        var fed = composite.Flow.Select(edge => edge.ToId).ToHashSet(StringComparer.Ordinal);
        var feeding = composite.Flow.Select(edge => edge.FromId).Distinct(StringComparer.Ordinal);
        first.AddRange(feeding.Where(id => !fed.Contains(id)));
        foreach (var child in composite.Children)
            AddFirstOperations(child, first);
    }
}
