namespace OrleansTwin.Store;

/// <summary>A work order as it is kept. <paramref name="Body"/> is opaque to the store.</summary>
/// <param name="Id">Names it for ever.</param>
/// <param name="MachineKey">Whose it is.</param>
/// <param name="Cause">Why it was drafted: a machine has one order of a cause at most whose work is still to be done.</param>
/// <param name="Version">Counts its changes, from 1.</param>
/// <param name="IsOpen">Something is still to be done about it.</param>
/// <param name="ChangedTicks">When it was changed last.</param>
/// <param name="Body">All of it.</param>
public sealed record WorkOrderRow(
    string Id, int MachineKey, int Cause, int Version, bool IsOpen, long ChangedTicks, string Body)
{
    /// <summary>An open one whose work is done and only has to be verified: the next of its cause may be added.</summary>
    public bool IsDone { get; init; }
}

/// <summary>Who made a change, and what they said.</summary>
public sealed record WorkOrderAudit(string Actor, string Action, string? Detail);

/// <summary>
/// Work orders, kept for ever. A change, the event that tells others of it and its audit entry are written together or not at
/// all.
/// </summary>
public interface IWorkOrders
{
    /// <summary>
    /// Adds an order; false: it is there already, or the machine has one of the same cause whose work is still to be done, and
    /// nothing was changed.
    /// </summary>
    /// <param name="order">In its first version.</param>
    /// <param name="told">What others are told; null: there is nobody to tell.</param>
    /// <param name="audit">Who it was.</param>
    /// <param name="cancellation">Ends waiting; what is under way is done.</param>
    ValueTask<bool> TryAddAsync(
        WorkOrderRow order, OutboxEvent? told, WorkOrderAudit audit, CancellationToken cancellation = default);

    /// <summary>
    /// Puts an order's next version in the place of the one before; false: somebody was faster, and nothing was changed.
    /// </summary>
    ValueTask<bool> TryChangeAsync(
        WorkOrderRow order, OutboxEvent? told, WorkOrderAudit audit, CancellationToken cancellation = default);

    ValueTask<WorkOrderRow?> FindAsync(string id, CancellationToken cancellation = default);

    /// <summary>
    /// Newest changes first, about <paramref name="limit"/>: all of one instant come together. The next page ends where this one
    /// did.
    /// </summary>
    /// <param name="isOpen">Null: open ones and others.</param>
    /// <param name="toTicks">Changed before.</param>
    /// <param name="limit">How many.</param>
    /// <param name="cancellation">Ends it.</param>
    ValueTask<IReadOnlyList<WorkOrderRow>> ReadAsync(
        bool? isOpen, long toTicks, int limit, CancellationToken cancellation = default);
}
