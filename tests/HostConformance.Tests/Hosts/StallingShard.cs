using System.Collections.Concurrent;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Runtime.Health;
using OrleansTwin.Runtime.Lives;
using OrleansTwin.Runtime.Shards;
using OrleansTwin.Twins.Alarms;

namespace OrleansTwin.HostConformance.Tests.Hosts;

/// <summary>A shard that counts what it is asked, and can be made to owe its answers.</summary>
internal sealed class StallingShard(IShard shard) : IShard
{
    private volatile TaskCompletionSource? _stall;
    private readonly ConcurrentQueue<Task> _asked = new();

    public int Calls => _asked.Count;

    /// <summary>How many answers it owes.</summary>
    public int Owed => _asked.Count(asked => !asked.IsCompleted);

    /// <summary>Other shards can't ask it about its machines.</summary>
    public bool RefusesPasts { get; init; }

    public void Stall() => _stall = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Answers again, also what it still owes.</summary>
    public void GoOn()
    {
        var stall = _stall;
        _stall = null;
        stall?.SetResult();
    }

    /// <summary>Answers again, but never what it owes: that went with a process that was lost.</summary>
    public void Forget() => _stall = null;

    public Task<IReadOnlyList<TwinView>> GetManyAsync(IReadOnlyCollection<string> ids, CancellationToken cancellation) =>
        PassAsync(() => shard.GetManyAsync(ids, default));

    public Task<IReadOnlyList<CompositePart>> GetPartsAsync(
        IReadOnlyCollection<CompositePartQuery> queries, CancellationToken cancellation) =>
        PassAsync(() => shard.GetPartsAsync(queries, default));

    public Task<KpiPart> GetKpiPartAsync(KpiPartQuery query, CancellationToken cancellation) =>
        PassAsync(() => shard.GetKpiPartAsync(query, default));

    public Task<TimelineAnswer?> GetTimelineAsync(TimelineQuery query, CancellationToken cancellation) =>
        PassAsync(() => shard.GetTimelineAsync(query, default));

    public Task<HistoryAnswer?> GetHistoryAsync(HistoryQuery query, CancellationToken cancellation) =>
        PassAsync(() => shard.GetHistoryAsync(query, default));

    public Task DemandSamplesAsync(SamplesDemand demand, CancellationToken cancellation) => PassAsync(async () =>
    {
        await shard.DemandSamplesAsync(demand, default);
        return true;
    });

    public Task<SamplePage> GetSamplesAsync(SampleQuery query, CancellationToken cancellation) =>
        PassAsync(() => shard.GetSamplesAsync(query, default));

    public Task<Page<AlarmView>> ListAlarmsAsync(AlarmQuery query, CancellationToken cancellation) =>
        PassAsync(() => shard.ListAlarmsAsync(query, default));

    public Task<IReadOnlyList<AlarmOutcome>> ActOnAlarmsAsync(AlarmSubmission submission, CancellationToken cancellation) =>
        PassAsync(() => shard.ActOnAlarmsAsync(submission, default));

    public Task<AlarmChanges> ListAlarmChangesAsync(AlarmChangeQuery query, CancellationToken cancellation) =>
        PassAsync(() => shard.ListAlarmChangesAsync(query, default));

    public Task<IReadOnlyList<AlarmRaise>> ListAlarmRaisesAsync(AlarmKpiQuery query, CancellationToken cancellation) =>
        PassAsync(() => shard.ListAlarmRaisesAsync(query, default));

    public Task<HealthView?> LearnAnewAsync(HealthSubmission submission, CancellationToken cancellation) =>
        PassAsync(() => shard.LearnAnewAsync(submission, default));

    public Task<IReadOnlyList<MachinePast>> ReadPastsAsync(PastQuery query, CancellationToken cancellation) =>
        RefusesPasts
            ? throw new HostFaultException(HostFault.Unavailable, "It moves.", "a shard at its seat.", "Ask again.")
            : PassAsync(() => shard.ReadPastsAsync(query, default));

    public Task<DeferralView?> AskDeferralAsync(DeferralQuery query, CancellationToken cancellation) =>
        PassAsync(() => shard.AskDeferralAsync(query, default));

    public Task<IReadOnlyList<KindLives>> ListLivesAsync(IReadOnlyList<LifeKind> kinds, CancellationToken cancellation) =>
        PassAsync(() => shard.ListLivesAsync(kinds, default));

    public Task<WorkOrders> ListWorkOrdersAsync(WorkOrderQuery query, CancellationToken cancellation) =>
        PassAsync(() => shard.ListWorkOrdersAsync(query, default));

    public Task<WorkOrderView?> GetWorkOrderAsync(string id, CancellationToken cancellation) =>
        PassAsync(() => shard.GetWorkOrderAsync(id, default));

    public Task<WorkOrderView?> RequestWorkAsync(WorkRequest request, CancellationToken cancellation) =>
        PassAsync(() => shard.RequestWorkAsync(request, default));

    public Task<WorkOrderView?> ActOnWorkOrderAsync(WorkSubmission submission, CancellationToken cancellation) =>
        PassAsync(() => shard.ActOnWorkOrderAsync(submission, default));

    public Task<IReadOnlyList<WebhookView>> ListWebhooksAsync(CancellationToken cancellation) =>
        PassAsync(() => shard.ListWebhooksAsync(default));

    public Task<IReadOnlyList<UndeliveredView>> ListUndeliveredAsync(int limit, CancellationToken cancellation) =>
        PassAsync(() => shard.ListUndeliveredAsync(limit, default));

    public Task<WebhookRetry?> TellAgainAsync(string webhook, CancellationToken cancellation) =>
        PassAsync(() => shard.TellAgainAsync(webhook, default));

    public Task<DamageReport> ListDamageAsync(int limit, CancellationToken cancellation) =>
        PassAsync(() => shard.ListDamageAsync(limit, default));

    public Task<DamageReport> AcceptDamageAsync(DamageAcceptance acceptance, CancellationToken cancellation) =>
        PassAsync(() => shard.AcceptDamageAsync(acceptance, default));

    public Task<HealthReport> CheckHealthAsync(CancellationToken cancellation) =>
        PassAsync(() => shard.CheckHealthAsync(default));

    private Task<T> PassAsync<T>(Func<Task<T>> question)
    {
        var asked = AnswerAsync(question);
        _asked.Enqueue(asked);
        return asked;
    }

    private async Task<T> AnswerAsync<T>(Func<Task<T>> question)
    {
        if (_stall is { } stall)
            await stall.Task;
        return await question();
    }
}
