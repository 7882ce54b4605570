namespace OrleansTwin.Twins.Maintenance.Orders;

public enum WorkVerb : byte
{
    Approve = 0,
    Reject = 1,

    /// <summary>Into a window; one that is scheduled already is moved.</summary>
    Schedule = 2,

    Start = 3,

    /// <summary>With what was found.</summary>
    Finish = 4,

    Verify = 5,

    /// <summary>It was done, but the machine does not run as it should.</summary>
    Reopen = 6,
}

/// <summary>Somebody acts on a work order.</summary>
/// <param name="Verb">What they do.</param>
/// <param name="AtTicks">When.</param>
/// <param name="User">Who.</param>
/// <param name="Comment">What they say.</param>
public sealed record WorkAction(WorkVerb Verb, long AtTicks, string User, string Comment)
{
    /// <summary>Into which window it is scheduled.</summary>
    public WorkWindow? Window { get; init; }

    /// <summary>What was found, where it is finished.</summary>
    public WorkFinding? Finding { get; init; }
}

/// <summary>An action that the order's state does not allow. Nothing was changed.</summary>
public sealed class WorkOrderRefusedException(WorkVerb verb, WorkOrderState state, string expected)
    : Exception($"{verb} of a work order that is {state}; {expected}")
{
    public WorkOrderState State => state;
}
