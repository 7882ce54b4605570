using OrleansTwin.Api.Hosting;
using OrleansTwin.Runtime.Answers;
using OrleansTwin.Runtime.Engine;
using OrleansTwin.Runtime.Hosting;

namespace OrleansTwin.Runtime.Shards;

/// <content>Health of the twins and their store, and the damage in it.</content>
internal sealed partial class LocalShard
{
    private static readonly TimeSpan LongFold = TimeSpan.FromSeconds(30);

    public Task<HealthReport> CheckHealthAsync(CancellationToken cancellation)
    {
        var damage = DamageAnswers.HealthOf(engine.Store.Damage);
        HealthCheck[] checks =
        [
            .. engine.Runtime.Mailboxes.Select(Partition), Folds(), Checkpoint(), damage, .. webhooks?.CheckHealth() ?? [],
        ];
        var isAlive = !engine.Recovery.HasGivenUp;
        var isWhole = engine.Runtime.Stopped is null && !engine.IsReloading;
        return Task.FromResult(new HealthReport(isAlive, isAlive && isWhole, checks));
    }

    public Task<DamageReport> ListDamageAsync(int limit, CancellationToken cancellation) =>
        Task.FromResult(DamageAnswers.Of(engine.Store.Damage, engine.Store.Names, limit));

    public Task<DamageReport> AcceptDamageAsync(DamageAcceptance acceptance, CancellationToken cancellation) =>
        DamageAnswers.AcceptAsync(engine.Store, acceptance, time, cancellation);

    private HealthCheck Partition(Mailbox mailbox) => mailbox.Fault is { } fault
        ? new HealthCheck($"partition {mailbox.Name}", false, fault.Message, engine.Recovery.Remedy)
        : new HealthCheck($"partition {mailbox.Name}", true, $"{mailbox.Waiting} waiting");

    // Not vital: a restart would wait for the same database.
    private HealthCheck Folds() =>
        engine.Runtime.Waiting is { } waiting
            ? new HealthCheck(
                "folds", false, $"Twins wait for the database. {waiting}",
                "Mend what the message names; they go on by themselves, and sources are held back meanwhile.")
        : engine.Runtime.Mailboxes.FirstOrDefault(mailbox => mailbox.BusyFor > LongFold) is { } busy
            ? new HealthCheck(
                "folds", false, $"Partition {busy.Name} is at one batch for {busy.BusyFor.TotalSeconds:0} s.",
                "Wait: days of silence or many late samples are settled. If it lasts, look whether the database answers.")
            : new HealthCheck("folds", true, "under way");

    private HealthCheck Checkpoint() => engine.CheckpointFault is { } fault
        ? new HealthCheck(
            "checkpoint", false, fault.Message,
            "Nothing is lost, the journal keeps it; make room or mend what the message names before the journal is full.")
        : new HealthCheck("checkpoint", true, "written");
}
