using OrleansTwin.Api.Hosting;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Runtime.Answers;

/// <content>Work orders of all shards together.</content>
internal sealed partial class TwinHost
{
    public async Task<WorkOrders?> ListWorkOrdersAsync(WorkOrderQuery query, CancellationToken cancellation)
    {
        if (ShardsEverBelow(query.TwinId) is not { } shards)
            return null;
        var parts = await AskAllAsync(
            shards, (_, shard, giveUp) => shard.ListWorkOrdersAsync(query, giveUp), Patience.Answer, cancellation);
        var (items, nextTo) = TimedPages.Together(
            [.. parts.Select(part => (part.Items, part.NextTo))], order => order.ChangedAt, order => order.Id, query.Limit);
        return new WorkOrders(items, nextTo);
    }

    public Task<WorkOrderView?> GetWorkOrderAsync(string id, CancellationToken cancellation) =>
        AnyAsync((shard, giveUp) => shard.GetWorkOrderAsync(id, giveUp), cancellation);

    public async Task<WorkOrderView?> RequestWorkAsync(WorkRequest request, CancellationToken cancellation)
    {
        if (Plant.Find(request.MachineId) is not MachineAsset machine)
        {
            throw new HostFaultException(
                HostFault.NotFound, $"'{request.MachineId}' is no machine.", "a machine of the plant in force.",
                "List them with GET /api/v1/twins?kind=machine.");
        }

        DemandTask(machine, request.TaskId);
        return await _links[_map.ShardOfMachine(machine.Id)].AskAsync(
            (shard, giveUp) => shard.RequestWorkAsync(request, giveUp), Patience.Answer, cancellation);
    }

    public Task<WorkOrderView?> ActOnWorkOrderAsync(WorkSubmission submission, CancellationToken cancellation) =>
        AnyAsync((shard, giveUp) => shard.ActOnWorkOrderAsync(submission, giveUp), cancellation);

    /// <exception cref="HostFaultException">A task is named that the machine does not have.</exception>
    private static void DemandTask(MachineAsset machine, string? taskId)
    {
        if (taskId is null || machine.Maintenance.Tasks.Any(task => task.Id == taskId))
            return;
        throw new HostFaultException(
            HostFault.Invalid, $"{machine.Id} has no maintenance task '{taskId}'.",
            $"one of: {string.Join(", ", machine.Maintenance.Tasks.Select(task => task.Id))}.", "Name one, or none.");
    }

    /// <summary>An order's id does not tell whose it is; one shard has it.</summary>
    private async Task<WorkOrderView?> AnyAsync(
        Func<Shards.IShard, CancellationToken, Task<WorkOrderView?>> question, CancellationToken cancellation)
    {
        var parts = await AskAllAsync(
            _map.All, (_, shard, giveUp) => question(shard, giveUp), Patience.Answer, cancellation);
        return parts.FirstOrDefault(part => part is not null);
    }
}
