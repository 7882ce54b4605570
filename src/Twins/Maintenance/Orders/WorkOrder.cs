using OrleansTwin.Twins.Health.Live;

namespace OrleansTwin.Twins.Maintenance.Orders;

/// <summary>Where a work order is in its life.</summary>
public enum WorkOrderState : byte
{
    /// <summary>Somebody should look at it.</summary>
    Draft = 0,

    /// <summary>It will be done.</summary>
    Approved = 1,

    /// <summary>It is known when.</summary>
    Scheduled = 2,

    InProgress = 3,

    /// <summary>It was done, and what was found is told.</summary>
    Done = 4,

    /// <summary>Somebody has seen that the machine runs as it should.</summary>
    Verified = 5,

    /// <summary>It will not be done.</summary>
    Rejected = 6,
}

/// <summary>Why a work order was drafted.</summary>
public enum WorkOrderCause : byte
{
    /// <summary>Somebody asked for it.</summary>
    Request = 0,

    /// <summary>The machine does not behave like itself.</summary>
    Anomaly = 1,

    /// <summary>It may fail within the planning horizon.</summary>
    Risk = 2,
}

/// <summary>A stretch of time for the work, and the good pieces that are not made because of it.</summary>
public readonly record struct WorkWindow(long FromTicks, long ToTicks, double LostGoodParts);

/// <summary>What the work takes, as the plant model has it.</summary>
/// <param name="TaskId">The machine's maintenance task; empty: the model has none.</param>
/// <param name="Name">What is done.</param>
/// <param name="DurationTicks">How long it takes.</param>
/// <param name="Skills">Ids of the skills it needs.</param>
/// <param name="Parts">Spare parts it needs.</param>
/// <param name="PartsAtTicks">When all parts can be there; 0: they are in stock.</param>
public sealed record WorkScope(
    string TaskId,
    string Name,
    long DurationTicks,
    IReadOnlyList<string> Skills,
    IReadOnlyList<WorkPart> Parts,
    long PartsAtTicks);

/// <summary>A spare part that the work needs; <paramref name="Stock"/> as the plant model has it.</summary>
public sealed record WorkPart(string PartId, int Quantity, int Stock);

/// <summary>What was found when the work was done. It is what models of failures learn from.</summary>
/// <param name="WasFault">Whether something was wrong with the machine.</param>
/// <param name="FailureMode">What was wrong, in the plant's own words; empty: nothing was.</param>
/// <param name="Text">What else there is to tell.</param>
public sealed record WorkFinding(bool WasFault, string FailureMode, string Text);

/// <summary>What the twin had seen when it drafted an order: with the finding, a row to learn from.</summary>
/// <param name="Score">How strange the machine was, a normal deviate.</param>
/// <param name="Limit">Beyond which it is strange.</param>
/// <param name="Shares">What the score came from, the largest first.</param>
public sealed record WorkObservation(double Score, double Limit, IReadOnlyList<SignalShare> Shares);

/// <summary>A step in a work order's life: who made it, when, and what they said.</summary>
public sealed record WorkStep(long AtTicks, WorkOrderState State, string User, string Comment);

/// <summary>A work order as it stands. A value: an action makes another one of it.</summary>
public sealed record WorkOrder
{
    /// <summary>The same whenever the same thing drafts it: drafting it again changes nothing.</summary>
    public required string Id { get; init; }

    public required string MachineId { get; init; }

    public required WorkOrderCause Cause { get; init; }

    /// <summary>What was known when it was drafted, for a technician to check.</summary>
    public required IReadOnlyList<string> Evidence { get; init; }

    /// <summary>The same in numbers; null: it was not drafted by an alert.</summary>
    public WorkObservation? Observed { get; init; }

    public required WorkScope Scope { get; init; }

    /// <summary>The least disruptive window when it was drafted; null: none was found.</summary>
    public WorkWindow? Proposed { get; init; }

    /// <summary>When it is to be done; null: not known yet.</summary>
    public WorkWindow? Planned { get; init; }

    /// <summary>Null: it is not done.</summary>
    public WorkFinding? Finding { get; init; }

    /// <summary>Its life so far, from its draft on; never empty.</summary>
    public required IReadOnlyList<WorkStep> Steps { get; init; }

    public WorkOrderState State => Steps[^1].State;

    public long ChangedTicks => Steps[^1].AtTicks;

    /// <summary>Something is still to be done about it.</summary>
    public bool IsOpen => State is not (WorkOrderState.Verified or WorkOrderState.Rejected);

    /// <summary>Somebody acts on it.</summary>
    /// <exception cref="WorkOrderRefusedException">Its state does not allow that; nothing was changed.</exception>
    public WorkOrder Apply(WorkAction action)
    {
        ArgumentNullException.ThrowIfNull(action);
        return action.Verb switch
        {
            WorkVerb.Approve => From(action, WorkOrderState.Approved, WorkOrderState.Draft),
            WorkVerb.Reject => From(
                action, WorkOrderState.Rejected, WorkOrderState.Draft, WorkOrderState.Approved, WorkOrderState.Scheduled),
            WorkVerb.Schedule => From(action, WorkOrderState.Scheduled, WorkOrderState.Approved, WorkOrderState.Scheduled) with
            {
                Planned = WindowOf(action),
            },
            WorkVerb.Start => From(
                action, WorkOrderState.InProgress, WorkOrderState.Approved, WorkOrderState.Scheduled),
            WorkVerb.Finish => From(action, WorkOrderState.Done, WorkOrderState.InProgress) with
            {
                Finding = action.Finding ?? throw Refused(action, "what was found is told with it."),
            },
            WorkVerb.Verify => From(action, WorkOrderState.Verified, WorkOrderState.Done),
            WorkVerb.Reopen => From(action, WorkOrderState.InProgress, WorkOrderState.Done) with { Finding = null },
            _ => throw new ArgumentOutOfRangeException(nameof(action), action.Verb, "Expected: an action of a work order."),
        };
    }

    private WorkOrder From(WorkAction action, WorkOrderState to, params ReadOnlySpan<WorkOrderState> from)
    {
        if (!from.Contains(State))
            throw Refused(action, $"only one that is {string.Join(" or ", from.ToArray())}.");
        var atTicks = Math.Max(action.AtTicks, ChangedTicks);
        return this with { Steps = [.. Steps, new WorkStep(atTicks, to, action.User, action.Comment)] };
    }

    private WorkWindow WindowOf(WorkAction action) =>
        action.Window is { } window && window.ToTicks > window.FromTicks
            ? window
            : throw Refused(action, "it is scheduled into a window that ends behind its beginning.");

    private WorkOrderRefusedException Refused(WorkAction action, string expected) => new(action.Verb, State, expected);
}
