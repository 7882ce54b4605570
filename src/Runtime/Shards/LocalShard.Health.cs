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
        HealthCheck[] checks =
        [
            .. engine.Runtime.Mailboxes.Select(Partition), Folds(), Checkpoint(), Damage(), .. webhooks?.CheckHealth() ?? [],
        ];
        var isAlive = !engine.Recovery.HasGivenUp;
        var isWhole = engine.Runtime.Stopped is null && !engine.IsReloading;
        return Task.FromResult(new HealthReport(isAlive, isAlive && isWhole, checks));
    }

    public Task<DamageReport> ListDamageAsync(int limit, CancellationToken cancellation) =>
        Task.FromResult(DamageAnswers.Of(engine.Store.Damage, engine.Store.Names, limit));

    public async Task<DamageReport> AcceptDamageAsync(DamageAcceptance acceptance, CancellationToken cancellation)
    {
        var store = engine.Store;
        if (!await store.Damage.AcceptAsync(acceptance.Count, cancellation))
        {
            throw new HostFaultException(
                HostFault.Conflict, $"{store.Damage.Count} damaged things are known, not {acceptance.Count}.",
                "the count of those that were looked at.", "GET /api/v1/damage tells them; accept with its count.");
        }

        await store.Audit.AppendAsync(
            time.GetUtcNow().UtcTicks, PlantControl.Author, "damage accepted", $"{acceptance.Count} damaged things",
            acceptance.Note, CancellationToken.None);
        return DamageAnswers.Of(store.Damage, store.Names, limit: 1);
    }

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

    // Told until it is accepted, after a restart too: what is missing stays missing.
    private HealthCheck Damage()
    {
        var damage = engine.Store.Damage;
        var (count, accepted) = (damage.Count, damage.Accepted);
        if (count <= accepted)
            return new HealthCheck("damage", true, count == 0 ? "none found" : $"{count} set aside, accepted as lost");
        var newest = damage.List(1) is [var told] ? told.Detail : "";
        return new HealthCheck(
            "damage", false, $"Stored things found damaged and set aside: {count - accepted}. The newest: {newest}",
            "Everything else serves. Look at the disk; GET /api/v1/damage lists all of it. A restored backup brings it back; "
            + "POST /api/v1/damage/accept accepts the loss.");
    }
}
