using System.Collections.Concurrent;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Diagnostics;
using OrleansTwin.Twins.Alarms;
using OrleansTwin.Twins.Health.Live;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Sensors;

namespace OrleansTwin.Api.Tests.Fakes;

/// <summary>A host in memory whose twins change when a test says so; it remembers what it was asked.</summary>
internal sealed class FakeTwinHost : ITwinHost
{
    private readonly ConcurrentDictionary<string, TwinView> _views =
        new(FakePlant.Views().Select(view => KeyValuePair.Create(view.Id, view)), StringComparer.Ordinal);

    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ConcurrentQueue<object> Asked { get; } = new();

    /// <summary>Thrown by the next and every further call, where a test sets it.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Answers about KPIs and telemetry wait for it.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>Who has acknowledged its alarm.</summary>
    public string AcknowledgedBy { get; set; } = "eva";

    public HealthReport Health { get; set; } = new(true, true, [new HealthCheck("journal", true, "committing")]);

    public PlantDocument Plant { get; set; } = new(7, FakePlant.Now, "first", "enterprise: acme\n");

    public IReadOnlyList<PlantFinding> Findings { get; set; } = [];

    public TelemetryReceipt Receipt { get; set; } = new(3, 1, 0, false);

    public HistoryImportReceipt Imported { get; set; } =
        new(
            3, 2, FakePlant.Now, FakePlant.Now, 1, new Dictionary<string, long> { ["malformed"] = 1 },
            [new(3, "malformed", "?")]);

    public IReadOnlyList<MetricFamily> Metrics { get; set; } = [];

    public void Change(TwinView view) => _views[view.Id] = view;

    public void Remove(string id) => _views.TryRemove(id, out _);

    public Task<Page<TwinSummary>> ListTwinsAsync(TwinListQuery query, CancellationToken cancellation)
    {
        Remember(query);
        var matching = _views.Values
            .Where(view => query.ParentId is null || view.ParentId == query.ParentId)
            .Where(view => query.Kind is null || view.Kind == query.Kind)
            .Where(view => query.Text is null || view.Id.Contains(query.Text, StringComparison.OrdinalIgnoreCase))
            .Where(view => query.Cursor is null || string.CompareOrdinal(view.Id, query.Cursor) > 0)
            .OrderBy(view => view.Id, StringComparer.Ordinal)
            .Select(view => new TwinSummary(view.Id, view.Name, view.Kind, view.ParentId, view.Machine?.Type, view.Sensor?.Unit))
            .Take(query.Limit + 1)
            .ToList();
        var items = matching.Take(query.Limit).ToList();
        return Task.FromResult(new Page<TwinSummary>(items, matching.Count > items.Count ? items[^1].Id : null));
    }

    public Task<TwinView?> GetTwinAsync(string id, CancellationToken cancellation) => Answer(id, id, _views.GetValueOrDefault);

    public Task<IReadOnlyList<TwinView>> GetManyAsync(IReadOnlyCollection<string> ids, CancellationToken cancellation)
    {
        Remember(ids);
        return Task.FromResult<IReadOnlyList<TwinView>>([.. ids.Select(id => _views.GetValueOrDefault(id)).OfType<TwinView>()]);
    }

    public async Task<KpiAnswer?> GetKpisAsync(KpiQuery query, CancellationToken cancellation)
    {
        var answer = await Answer(query, query.TwinId, _ => FakeAnswers.Kpis(query));
        await Gate;
        return answer;
    }

    public Task<TimelineAnswer?> GetTimelineAsync(TimelineQuery query, CancellationToken cancellation) =>
        Answer(query, query.TwinId, _ => FakeAnswers.Timeline(query));

    public Task<HistoryAnswer?> GetHistoryAsync(HistoryQuery query, CancellationToken cancellation) =>
        Answer(query, query.TwinId, _ => FakeAnswers.History(query));

    public async Task<bool> ExportHistoryAsync(HistoryExportQuery query, Stream to, CancellationToken cancellation)
    {
        Remember(query);
        await Gate;
        if (!_views.ContainsKey(query.TwinId))
            return false;
        await to.WriteAsync("time,sensor,value,quality,raw\r\n"u8.ToArray(), cancellation);
        return true;
    }

    public async Task<HistoryImportReceipt> ImportHistoryAsync(
        HistoryImportSubmission submission, CancellationToken cancellation)
    {
        using var reader = new StreamReader(submission.Content);
        Remember((await reader.ReadToEndAsync(cancellation), submission.ContentEncoding, submission.Columns));
        return Imported;
    }

    public Task<Page<AlarmView>> ListAlarmsAsync(AlarmQuery query, CancellationToken cancellation)
    {
        Remember(query);
        var alarm = new AlarmView(
            FakePlant.Sensor, "Power", AlarmSource.Limit, AlarmState.AcknowledgedActive, LimitState.High, 2, 83.5, 80, "kW",
            FakePlant.Now.AddMinutes(-3), null, FakePlant.Now.AddMinutes(-1), new AlarmAcknowledgement(AcknowledgedBy, "seen"),
            null);
        return Task.FromResult(new Page<AlarmView>(query.IsActive is false ? [] : [alarm], null));
    }

    public Task<IReadOnlyList<AlarmOutcome>> ActOnAlarmsAsync(AlarmSubmission submission, CancellationToken cancellation)
    {
        Remember(submission);
        return Task.FromResult<IReadOnlyList<AlarmOutcome>>(
        [
            .. submission.Alarms.Select(
                alarm => new AlarmOutcome(alarm.TwinId, alarm.Source, AlarmState.AcknowledgedActive, null)),
        ]);
    }

    public Task<AlarmChanges?> ListAlarmChangesAsync(AlarmChangeQuery query, CancellationToken cancellation)
    {
        Remember(query);
        var change = new AlarmChangeView(
            FakePlant.Now, FakePlant.Sensor, AlarmSource.Limit, 2, AlarmState.UnacknowledgedActive,
            AlarmState.AcknowledgedActive, LimitState.High, 83.5, "eva", "seen");
        return Task.FromResult<AlarmChanges?>(query.TwinId == "gone" ? null : new AlarmChanges([change], FakePlant.Now));
    }

    public Task<AlarmKpiAnswer?> GetAlarmKpisAsync(AlarmKpiQuery query, CancellationToken cancellation)
    {
        Remember(query);
        var reference = new AlarmReference(FakePlant.Sensor);
        return Task.FromResult<AlarmKpiAnswer?>(new AlarmKpiAnswer(
            new DateTimeOffset(query.FromTicks, TimeSpan.Zero), new DateTimeOffset(query.ToTicks, TimeSpan.Zero),
            query.Operators, 3, 0.5, 6, 12, 2, 0, 0, [reference], [reference],
            [new AlarmContribution(FakePlant.Sensor, AlarmSource.Limit, 3, 1)], 1, [0, 3, 0, 0, 0]));
    }

    public Task<Page<UnknownTag>> ListUnknownTagsAsync(PageQuery query, CancellationToken cancellation)
    {
        Remember(query);
        var tag = new UnknownTag(
            "plant/oven/temp", "mqtt", 12, FakePlant.Now.AddHours(-1), FakePlant.Now, "211.5", ValueKind.Number);
        return Task.FromResult(new Page<UnknownTag>([tag], null));
    }

    public Task<AdoptedTag> AdoptTagAsync(TagAdoption adoption, CancellationToken cancellation)
    {
        Remember(adoption);
        return Task.FromResult(new AdoptedTag(adoption.Tag, adoption.SensorId, Plant.Version + 1));
    }

    public Task<Page<DeadLetter>> ListDeadLettersAsync(PageQuery query, CancellationToken cancellation)
    {
        Remember(query);
        var letter = new DeadLetter(FakePlant.Now, "mqtt", "plant/x", "malformed", "not JSON at 1:1", "hello", 5);
        return Task.FromResult(new Page<DeadLetter>([letter], null));
    }

    public Task<HealthView?> LearnAnewAsync(HealthSubmission submission, CancellationToken cancellation)
    {
        Remember(submission);
        return Task.FromResult(submission.MachineId == FakePlant.Machine
            ? new HealthView(
                HealthCondition.Unknown, null, null, [], null, "0 of 480 minutes of steady production are learned from.", null)
            : null);
    }

    public Task<DeferralView?> AskDeferralAsync(DeferralQuery query, CancellationToken cancellation)
    {
        Remember(query);
        if (query.TaskId == "new")
            throw new HostFaultException(HostFault.Conflict, "1 of 3 failures.", "three failures.", "Wait.");
        return Task.FromResult(query.MachineId == FakePlant.Machine ? FakePlant.Deferral : null);
    }

    public Task<IReadOnlyList<TrainedModelView>> ListTrainedModelsAsync(CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<TrainedModelView>>([FakePlant.Model]);

    public Task<TrainedModelView> PutTrainedModelAsync(TrainedModelSubmission submission, CancellationToken cancellation)
    {
        Remember(submission);
        return submission.File.Length > 3
            ? Task.FromResult(FakePlant.Model with { Name = submission.Name })
            : throw new HostFaultException(HostFault.Invalid, "3 bytes.", "a model.", "Train one.");
    }

    public Task<bool> DeleteTrainedModelAsync(string name, string user, CancellationToken cancellation)
    {
        Remember((name, user));
        return Task.FromResult(name == FakePlant.Model.Name);
    }

    public Task<WorkOrders?> ListWorkOrdersAsync(WorkOrderQuery query, CancellationToken cancellation)
    {
        Remember(query);
        return Task.FromResult<WorkOrders?>(
            query.TwinId == "gone" ? null : new WorkOrders([FakePlant.WorkOrder, FakePlant.Finished], null));
    }

    public Task<WorkOrderView?> GetWorkOrderAsync(string id, CancellationToken cancellation) =>
        Task.FromResult(id == FakePlant.WorkOrder.Id ? FakePlant.WorkOrder : null);

    public Task<WorkOrderView?> RequestWorkAsync(WorkRequest request, CancellationToken cancellation)
    {
        Remember(request);
        return Task.FromResult(request.RequestKey == "taken" ? null : FakePlant.WorkOrder);
    }

    public Task<WorkOrderView?> ActOnWorkOrderAsync(WorkSubmission submission, CancellationToken cancellation)
    {
        Remember(submission);
        return Task.FromResult(submission.Id == FakePlant.WorkOrder.Id ? FakePlant.WorkOrder : null);
    }

    public Task<IReadOnlyList<WebhookView>> ListWebhooksAsync(CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<WebhookView>>(
        [
            new("cmms", "cmms.example", 12, 3, 2, FakePlant.Now.AddMinutes(-3), 1, "cmms.example answers 503.", FakePlant.Now),
        ]);

    public Task<IReadOnlyList<UndeliveredView>> ListUndeliveredAsync(int limit, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<UndeliveredView>>(
            [new("cmms", "alarm_1", "alarm.raised", FakePlant.Now.AddDays(-3), FakePlant.Now, "cmms.example answers 422.")]);

    public Task<WebhookRetry?> TellAgainAsync(string webhook, CancellationToken cancellation) =>
        Task.FromResult(webhook == "cmms" ? new WebhookRetry("cmms", 1, 0, null) : null);

    public Task<DamageReport> ListDamageAsync(int limit, CancellationToken cancellation)
    {
        Remember(limit);
        var item = new DamageItem("samples", FakePlant.Sensor, FakePlant.Now, FakePlant.Now, "A chunk is damaged.");
        return Task.FromResult(new DamageReport(3, 2, [item]));
    }

    public Task<DamageReport> AcceptDamageAsync(DamageAcceptance acceptance, CancellationToken cancellation)
    {
        Remember(acceptance);
        return Task.FromResult(new DamageReport(acceptance.Count, acceptance.Count, []));
    }

    public Task<PlantDocument?> GetPlantAsync(long? version, CancellationToken cancellation)
    {
        Remember(version ?? 0);
        return Task.FromResult(version is null || version == Plant.Version ? Plant : null);
    }

    public Task<Page<PlantVersion>> ListPlantVersionsAsync(PageQuery query, CancellationToken cancellation)
    {
        Remember(query);
        return Task.FromResult(new Page<PlantVersion>([new PlantVersion(Plant.Version, Plant.Since, Plant.Note, true)], null));
    }

    public Task<PlantReplaced> ReplacePlantAsync(PlantReplacement replacement, CancellationToken cancellation)
    {
        Remember(replacement);
        if (replacement.ExpectedVersion is { } expected && expected != Plant.Version)
        {
            throw new HostFaultException(
                HostFault.Conflict,
                $"Version {Plant.Version} is in force.",
                $"Version {expected}.",
                "Read it again and edit that.");
        }

        var isApplied = !replacement.IsCheckOnly && Findings.All(finding => finding.Severity != FindingSeverity.Error);
        if (isApplied)
            Plant = new PlantDocument(Plant.Version + 1, FakePlant.Now, replacement.Note, replacement.Text);
        return Task.FromResult(new PlantReplaced(isApplied, Plant.Version, Findings));
    }

    public async Task<TelemetryReceipt> SubmitTelemetryAsync(TelemetrySubmission submission, CancellationToken cancellation)
    {
        Remember(submission);
        await Gate;
        return Receipt;
    }

    public Task<HealthReport> CheckHealthAsync(CancellationToken cancellation) => Task.FromResult(Health);

    public IReadOnlyList<MetricFamily> ReadMetrics() => Metrics;

    private Task<T?> Answer<T>(object question, string id, Func<string, T?> answer)
        where T : class
    {
        Remember(question);
        return Task.FromResult(_views.ContainsKey(id) ? answer(id) : null);
    }

    /// <summary>Completes once so many questions of a kind have come.</summary>
    public async Task AskedAsync<T>(int count)
    {
        for (var left = 1; left > 0;)
        {
            var next = _next.Task;
            left = count - Asked.OfType<T>().Count();
            if (left > 0)
                await next.WaitAsync(TimeSpan.FromSeconds(20));
        }
    }

    private void Remember(object question)
    {
        Asked.Enqueue(question);
        Interlocked.Exchange(ref _next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        if (Failure is not null)
            throw Failure;
    }
}
