using OrleansTwin.Api.Hosting;
using OrleansTwin.Runtime.Answers;
using OrleansTwin.Runtime.Engine;
using OrleansTwin.Runtime.Webhooks;
using OrleansTwin.Store;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Maintenance.Orders;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Runtime.Maintenance;

/// <summary>
/// Work orders of a store's machines. An order's id follows from what drafts it, and each change from the version before it: what
/// is done again after a crash or a lost answer changes nothing.
/// </summary>
internal sealed class MaintenanceDesk(TwinEngine engine, WebhookSet webhooks, TimeProvider time)
{
    /// <summary>How far ahead a window is looked for, and over which past a machine's output is taken.</summary>
    private static readonly long HorizonTicks = TimeSpan.FromDays(7).Ticks;

    /// <summary>Of others who act on the same order at the same time.</summary>
    private const int AttemptsMax = 5;

    /// <summary>An order was drafted, or somebody has acted on it; on the thread of who did.</summary>
    public event Action<WorkOrder>? Changed;

    private ITwinStore Store => engine.Store;

    /// <summary>
    /// Drafts an order, unless it is there already or the machine has one of the same cause that is still to be done.
    /// </summary>
    /// <param name="machineId">A machine of the plant in force; any other is left alone.</param>
    /// <param name="cause">Why.</param>
    /// <param name="key">What drafts it: the same key drafts one order.</param>
    /// <param name="evidence">For a technician to check.</param>
    /// <param name="taskId">One of its maintenance tasks; null: its first.</param>
    /// <param name="user">Who asks; empty: it comes by itself.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="waiting">From good pieces an hour to what waiting for a window costs; null: nothing.</param>
    /// <param name="observed">What an alert had seen.</param>
    /// <returns>
    /// The order as it stands now; null: there is no such machine, or one of the cause is still to be done.
    /// </returns>
    public async Task<WorkOrder?> DraftAsync(
        string machineId, WorkOrderCause cause, string key, IReadOnlyList<string> evidence, string? taskId, string user,
        CancellationToken cancellation, Func<double, WaitingLoss?>? waiting = null, WorkObservation? observed = null)
    {
        var plant = engine.Runtime.Plant;
        if (plant.Find(machineId) is not MachineAsset machine || !Store.Names.TryGetKey(machineId, out var machineKey))
            return null;
        if (await FindAsync(WorkDraft.IdOf(machineId, cause, key), cancellation) is { } known)
            return known;
        var now = time.GetUtcNow().UtcTicks;
        var perHour = (await OutputAsync(machineKey, now, cancellation)).GoodPartsPerHour;
        var order = WorkDraft.Of(
            plant, machine, cause, key, evidence, perHour, now, HorizonTicks, taskId, user, waiting?.Invoke(perHour)) with
        {
            Observed = observed,
        };
        var isAdded = await Store.WorkOrders.TryAddAsync(
            RowOf(order, machineKey), ToldOf(order), AuditOf(order), cancellation);
        webhooks.Wake();
        if (isAdded)
            Changed?.Invoke(order);
        return isAdded ? order : await FindAsync(order.Id, cancellation);
    }

    /// <summary>Null: there is no such order.</summary>
    /// <exception cref="WorkOrderRefusedException">Its state does not allow that.</exception>
    public async Task<WorkOrder?> ActAsync(string id, WorkAction action, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (await Store.WorkOrders.FindAsync(id, cancellation) is not { } row)
                return null;
            var order = WorkOrderJson.Read(row).Apply(await WithLossAsync(row, action, cancellation));
            var next = RowOf(order, row.MachineKey);
            var isDone = await Store.WorkOrders.TryChangeAsync(next, ToldOf(order), AuditOf(order), cancellation);
            if (isDone || await Store.WorkOrders.FindAsync(id, cancellation) == next)
            {
                webhooks.Wake();
                Changed?.Invoke(order);
                return order;
            }

            if (attempt == AttemptsMax)
            {
                throw new HostFaultException(
                    HostFault.Conflict, $"Others act on work order {id} at the same time.", "one at a time.",
                    "Look at it again.");
            }
        }
    }

    public async Task<WorkOrder?> FindAsync(string id, CancellationToken cancellation) =>
        await Store.WorkOrders.FindAsync(id, cancellation) is { } row ? WorkOrderJson.Read(row) : null;

    public async Task<WorkOrders> ListAsync(WorkOrderQuery query, CancellationToken cancellation)
    {
        var items = new List<WorkOrderView>();
        for (var toTicks = query.ToTicks; ;)
        {
            var rows = await Store.WorkOrders.ReadAsync(query.IsOpen, toTicks, query.Limit, cancellation);
            foreach (var order in rows.Select(WorkOrderJson.Read))
            {
                if (items.Count >= query.Limit && order.ChangedTicks < toTicks)
                    return new WorkOrders(items, Times.Of(toTicks));
                toTicks = order.ChangedTicks;
                if (query.TwinId is null || Paths.IsAtOrBelow(order.MachineId, query.TwinId))
                    items.Add(WorkOrderViews.Of(order));
            }

            // A page may be short of a damaged order, but only what is behind the last is empty.
            if (rows.Count == 0)
                return new WorkOrders(items, null);
        }
    }

    /// <summary>What a window costs is told when it is chosen.</summary>
    private async Task<WorkAction> WithLossAsync(WorkOrderRow row, WorkAction action, CancellationToken cancellation)
    {
        if (action.Window is not { } window || window.ToTicks <= window.FromTicks
            || engine.Runtime.Plant.Find(Store.Names.NameOf(row.MachineKey)) is not MachineAsset machine)
            return action;
        var perHour = (await OutputAsync(row.MachineKey, action.AtTicks, cancellation)).GoodPartsPerHour;
        return action with { Window = WorkWindows.Cost(machine.Calendar, window.FromTicks, window.ToTicks, perHour) };
    }

    /// <summary>Of planned busy time, over the last days.</summary>
    public async Task<MachineOutput> OutputAsync(int machineKey, long atTicks, CancellationToken cancellation)
    {
        var to = Buckets.StartOf(atTicks);
        var sum = await Store.Ledger.SumAsync(new ElementQuery(machineKey, to - HorizonTicks, to), cancellation);
        var hours = TimeSpan.FromTicks(sum[Element.PlannedBusyTime]).TotalHours;
        var produced = TimeSpan.FromTicks(sum[Element.ActualProductionTime]).TotalHours;
        return hours > 0
            ? new MachineOutput(sum[Element.GoodQuantity] / hours, produced > 0 ? produced / hours : 1)
            : new MachineOutput(0, 1);
    }

    private OutboxEvent? ToldOf(WorkOrder order) => Store.Outbox.IsOn ? WorkOrderViews.EventOf(order) : null;

    private static WorkOrderRow RowOf(WorkOrder order, int machineKey) => new(
        order.Id, machineKey, (int)order.Cause, order.Steps.Count, order.IsOpen, order.ChangedTicks, WorkOrderJson.Write(order))
    {
        IsDone = order.State == WorkOrderState.Done,
    };

    private static WorkOrderAudit AuditOf(WorkOrder order)
    {
        var step = order.Steps[^1];
        return new WorkOrderAudit(
            step.User.Length > 0 ? step.User : "twin", $"work order {step.State}",
            step.Comment.Length > 0 ? step.Comment : order.MachineId);
    }
}

/// <summary>What a machine does in planned busy time.</summary>
/// <param name="GoodPartsPerHour">Good pieces.</param>
/// <param name="OperatingShare">
/// How much of it the machine produces, more than 0 and at most 1; 1 where it did not, for then nothing tells how it will.
/// </param>
internal readonly record struct MachineOutput(double GoodPartsPerHour, double OperatingShare);
