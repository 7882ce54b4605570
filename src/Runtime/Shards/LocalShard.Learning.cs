using OrleansTwin.Api.Hosting;
using OrleansTwin.Runtime.Answers;
using OrleansTwin.Store;

namespace OrleansTwin.Runtime.Shards;

/// <content>What is learned of machines.</content>
internal sealed partial class LocalShard
{
    public async Task<HealthView?> LearnAnewAsync(HealthSubmission submission, CancellationToken cancellation)
    {
        if (health is null)
            return null;
        try
        {
            if (await health.ForgetAsync(submission.MachineId, cancellation) is not { } view)
                return null;
            await engine.Store.Audit.AppendAsync(
                NowTicks, submission.User, "health learned anew", submission.MachineId, submission.Comment, cancellation);
            return view;
        }
        catch (StoreUnavailableException away)
        {
            throw Refusals.NoStore(away);
        }
    }
}
