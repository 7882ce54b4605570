using OrleansTwin.Api.Hosting;
using OrleansTwin.Runtime.Answers;
using OrleansTwin.Runtime.Maintenance;
using OrleansTwin.Store;
using OrleansTwin.Twins.Maintenance.Orders;

namespace OrleansTwin.Runtime.Shards;

/// <content>Work orders of its machines.</content>
internal sealed partial class LocalShard
{
    private MaintenanceDesk Desk => desk
        ?? throw Refusals.Unavailable("No maintenance desk is open here.", "a running host.", "Ask again.");

    public Task<WorkOrders> ListWorkOrdersAsync(WorkOrderQuery query, CancellationToken cancellation) =>
        OfDeskAsync(() => Desk.ListAsync(query, cancellation));

    public Task<WorkOrderView?> GetWorkOrderAsync(string id, CancellationToken cancellation) =>
        OfDeskAsync(async () => ViewOf(await Desk.FindAsync(id, cancellation)));

    public Task<WorkOrderView?> RequestWorkAsync(WorkRequest request, CancellationToken cancellation) =>
        OfDeskAsync(async () => ViewOf(await Desk.DraftAsync(
            request.MachineId, WorkOrderCause.Request, request.RequestKey ?? Guid.NewGuid().ToString(), [request.Reason],
            request.TaskId, request.User ?? "", cancellation)));

    public Task<WorkOrderView?> ActOnWorkOrderAsync(WorkSubmission submission, CancellationToken cancellation) =>
        OfDeskAsync(async () => ViewOf(await Desk.ActAsync(submission.Id, ActionOf(submission), cancellation)));

    private WorkAction ActionOf(WorkSubmission submission) => new(submission.Verb, NowTicks, submission.User, submission.Comment)
    {
        Window = submission is { From: { } from, To: { } to } ? new WorkWindow(from.UtcTicks, to.UtcTicks, 0) : null,
        Finding = submission.Finding,
    };

    private static WorkOrderView? ViewOf(WorkOrder? order) => order is null ? null : WorkOrderViews.Of(order);

    private static async Task<T> OfDeskAsync<T>(Func<Task<T>> question)
    {
        try
        {
            return await question();
        }
        catch (WorkOrderRefusedException refused)
        {
            throw new HostFaultException(
                HostFault.Conflict, refused.Message, "an action that the order's state allows.", "Look at the order again.");
        }
        catch (StoreUnavailableException away)
        {
            throw Refusals.NoStore(away);
        }
    }
}
