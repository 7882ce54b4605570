using OrleansTwin.Twins.Maintenance.Orders;

namespace OrleansTwin.Twins.Maintenance.Lives;

/// <summary>Work that has renewed a part: it ends a life and begins the next.</summary>
/// <param name="MachineId">Whose part.</param>
/// <param name="TaskId">What was done, a maintenance task of the machine; parts that others renew live on.</param>
/// <param name="DraftedTicks">When it was known that there is something to do.</param>
/// <param name="BegunTicks">When the part ended.</param>
/// <param name="DoneTicks">When the new one began.</param>
/// <param name="IsFailure">Something was wrong with it; false: it was renewed without.</param>
public sealed record Renewal(
    string MachineId, string TaskId, long DraftedTicks, long BegunTicks, long DoneTicks, bool IsFailure)
{
    /// <summary>
    /// What an order has renewed; null: nothing, or nothing yet. An inspection that finds nothing leaves the machine as it was.
    /// </summary>
    public static Renewal? Of(WorkOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        if (order.State is not (WorkOrderState.Done or WorkOrderState.Verified) || order.Finding is not { } finding
            || (order.Scope.TaskId.Length == 0 && !finding.WasFault))
            return null;
        return new Renewal(
            order.MachineId, order.Scope.TaskId, order.Steps[0].AtTicks,
            order.Steps.First(step => step.State == WorkOrderState.InProgress).AtTicks,
            order.Steps.Last(step => step.State == WorkOrderState.Done).AtTicks, finding.WasFault);
    }
}

/// <summary>A part's life in calendar time; how long it ran in it is for the caller to count.</summary>
/// <param name="FromTicks">Its beginning; 0: before anybody watched.</param>
/// <param name="ToTicks">Its end; <see cref="long.MaxValue"/>: it runs.</param>
/// <param name="IsFailure">It failed.</param>
public readonly record struct LifeSpan(long FromTicks, long ToTicks, bool IsFailure)
{
    public bool IsRunning => ToTicks == long.MaxValue;

    /// <summary>Its beginning was seen, so that its age is known.</summary>
    public bool IsWhole => FromTicks > 0;

    /// <summary>
    /// What it teaches of how long such parts live. A failure whose beginning nobody saw was older than what was seen of it: it
    /// lived that long at least.
    /// </summary>
    /// <param name="hours">How long it ran while it was seen.</param>
    public Lifetime Lived(double hours) => new(hours, IsFailure && IsWhole);
}

/// <summary>The lives of a machine's part, from the work that renewed it.</summary>
public static class LifeSpans
{
    /// <summary>
    /// The oldest first; the last one runs. An order that was drafted in a life that another has ended already ends no other:
    /// what it found is about the same.
    /// </summary>
    public static List<LifeSpan> Of(IEnumerable<Renewal> renewals)
    {
        var lives = new List<LifeSpan>();
        var fromTicks = 0L;
        foreach (var renewal in renewals.OrderBy(renewal => renewal.DoneTicks))
        {
            if (renewal.DraftedTicks >= fromTicks)
            {
                lives.Add(new LifeSpan(fromTicks, renewal.BegunTicks, renewal.IsFailure));
                fromTicks = renewal.DoneTicks;
            }
            else if (renewal.IsFailure)
            {
                lives[^1] = lives[^1] with { IsFailure = true };
            }
        }

        lives.Add(new LifeSpan(fromTicks, long.MaxValue, false));
        return lives;
    }
}
