using OrleansTwin.Api.Hosting;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Runtime.Answers;

/// <content>Health of machines: what is known of it is part of their views.</content>
internal sealed partial class TwinHost
{
    public async Task<HealthView?> LearnAnewAsync(HealthSubmission submission, CancellationToken cancellation)
    {
        if (Plant.Find(submission.MachineId) is not MachineAsset machine)
            return null;
        return await _links[_map.ShardOfMachine(machine.Id)].AskAsync(
            (shard, giveUp) => shard.LearnAnewAsync(submission, giveUp), Patience.Answer, cancellation);
    }
}
