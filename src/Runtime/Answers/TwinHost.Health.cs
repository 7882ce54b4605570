using OrleansTwin.Api.Hosting;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Runtime.Answers;

/// <content>Health of machines: what is known of it is part of their views; what waiting comes to is asked.</content>
internal sealed partial class TwinHost
{
    public async Task<HealthView?> LearnAnewAsync(HealthSubmission submission, CancellationToken cancellation)
    {
        if (Plant.Find(submission.MachineId) is not MachineAsset machine)
            return null;
        return await _links[_map.ShardOfMachine(machine.Id)].AskAsync(
            (shard, giveUp) => shard.LearnAnewAsync(submission, giveUp), Patience.Answer, cancellation);
    }

    public async Task<DeferralView?> AskDeferralAsync(DeferralQuery query, CancellationToken cancellation)
    {
        if (Plant.Find(query.MachineId) is not MachineAsset machine)
            return null;
        DemandTask(machine, query.TaskId);
        return await _links[_map.ShardOfMachine(machine.Id)].AskAsync(
            (shard, giveUp) => shard.AskDeferralAsync(query, giveUp), Patience.Answer, cancellation);
    }
}
