using OrleansTwin.Api.Hosting;
using OrleansTwin.Runtime.Answers;
using OrleansTwin.Runtime.Health;
using OrleansTwin.Runtime.Lives;
using OrleansTwin.Store;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Runtime.Shards;

/// <content>What is learned of machines, and how long they will last.</content>
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
            return WithLife(submission.MachineId, view);
        }
        catch (StoreUnavailableException away)
        {
            throw Refusals.NoStore(away);
        }
    }

    public Task<IReadOnlyList<MachinePast>> ReadPastsAsync(PastQuery query, CancellationToken cancellation) => AskAsync(
        async Task<IReadOnlyList<MachinePast>> (runtime, giveUp) => await new CausePast(engine.Store).ReadAsync(
            [.. query.MachineIds.Select(runtime.Plant.Find).OfType<MachineAsset>()], query.Window, _ => true, giveUp),
        Patience.Answer, cancellation);

    public async Task<DeferralView?> AskDeferralAsync(DeferralQuery query, CancellationToken cancellation)
    {
        if (lives is null)
            return null;
        try
        {
            return await lives.AskAsync(query, cancellation);
        }
        catch (StoreUnavailableException away)
        {
            throw Refusals.NoStore(away);
        }
    }

    public Task<IReadOnlyList<KindLives>> ListLivesAsync(IReadOnlyList<LifeKind> kinds, CancellationToken cancellation) =>
        lives?.ListLivesAsync(kinds, cancellation) ?? Task.FromResult<IReadOnlyList<KindLives>>([]);

    /// <summary>Null: neither its health nor its remaining life is followed.</summary>
    private HealthView? HealthOf(string machineId) => WithLife(machineId, health?.Book.Find(machineId));

    private HealthView? WithLife(string machineId, HealthView? seen) =>
        lives?.Find(machineId) is { } life ? (seen ?? HealthView.Unwatched) with { RemainingLife = life } : seen;
}
