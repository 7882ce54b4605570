using System.Globalization;
using System.Text;
using System.Text.Json;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Api.Json;
using OrleansTwin.Twins.Alarms;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.HostConformance.Tests.Suite;

/// <summary>All questions about all twins of the plant in force, with their answers as JSON.</summary>
internal sealed class Questions(ITwinHost host)
{
    private static readonly TimeWindow Whole = Window(0, 4);
    private static readonly TimeWindow FirstHour = Window(0, 1);

    private static readonly TimeWindow[] KpiWindows =
    [
        Whole, FirstHour, Window(1.25, 1.5),
        new(null, null, null, TimeSpan.FromMinutes(17)),
        .. Enum.GetValues<NamedWindow>().Select(named => new TimeWindow(null, null, named, null)),
    ];

    private readonly List<(string Question, string Answer)> _answers = [];

    public async Task<IReadOnlyList<(string Question, string Answer)>> AskAsync()
    {
        var document = await host.GetPlantAsync(null, default);
        Add("plant", document?.Text);
        var plant = SuitePlant.Parse(document?.Text ?? "");
        await AskListsAsync(plant);
        foreach (var asset in plant.Assets)
        {
            await AskViewAsync(asset);
            if (asset is not SensorAsset)
                await AskKpisAsync(asset);
            await AskPastAsync(asset);
            await AskAlarmsAsync(asset.Id, null, 100);
        }

        foreach (var id in new[] { "acme", "acme/lyon/body", "acme/ulm/chassis/axle/m-2", "acme/lyon/body/oven/power" })
            await AskExportAsync(id);
        await AskStrangersAsync();
        return _answers;
    }

    /// <summary>Acknowledges and shelves what is active, and looks back; the log has what a checkpoint has written.</summary>
    public async Task<IReadOnlyList<(string Question, string Answer)>> AskAlarmsAsync(Func<Task> checkpoint)
    {
        var until = new DateTimeOffset(SuiteDay.At(6), TimeSpan.Zero);
        var active = await host.ListAlarmsAsync(new AlarmQuery(null, true, 200, null), default);
        AlarmReference[] alarms = [.. active.Items.Select(alarm => new AlarmReference(alarm.TwinId, alarm.Source))];
        foreach (var verb in new[] { AlarmVerb.Acknowledge, AlarmVerb.Acknowledge, AlarmVerb.Shelve, AlarmVerb.Reset })
        {
            AlarmReference[] asked = [new AlarmReference("acme/nowhere"), .. alarms];
            var order = new AlarmSubmission(verb, asked, "eva", "because", verb == AlarmVerb.Shelve ? until : null);
            Add($"{verb} {_answers.Count}", await host.ActOnAlarmsAsync(order, default));
        }

        var present = new AlarmQuery(null, null, 200, null) { HasNormal = false };
        Add("alarms that are not normal", await host.ListAlarmsAsync(present, default));
        Add("webhooks", await host.ListWebhooksAsync(default));
        Add("undelivered", await host.ListUndeliveredAsync(10, default));
        Add("nobody's webhook", await host.TellAgainAsync("nobody", default));
        await checkpoint();
        foreach (var id in new[] { null, "acme/lyon/body", "acme/nowhere" })
            await AskAlarmLogAsync(id);
        return _answers;
    }

    private async Task AskAlarmLogAsync(string? id)
    {
        var (fromTicks, toTicks) = (SuiteDay.StartTicks, SuiteDay.At(48));
        await AddAsync($"alarm KPIs of {id}", () => host.GetAlarmKpisAsync(new(id, fromTicks, toTicks, 2), default));
        for (long? to = toTicks; to is { } until;)
        {
            var query = new AlarmChangeQuery(id, fromTicks, until, 3);
            var page = await AddAsync(
                $"alarm changes of {id} until {until}", () => host.ListAlarmChangesAsync(query, default));
            to = page?.NextTo?.UtcTicks;
        }
    }

    private async Task AskListsAsync(Plant plant)
    {
        await AskPagesAsync("twins", cursor => new TwinListQuery(null, null, null, 23, cursor));
        await AskPagesAsync("children", cursor => new TwinListQuery("acme/lyon/body", null, null, 2, cursor));
        await AskPagesAsync("machines with 2", cursor => new TwinListQuery(null, AssetKind.Machine, "2", 4, cursor));
        var views = await host.GetManyAsync([.. plant.Assets.Select(asset => asset.Id), "acme/nowhere"], default);
        foreach (var view in views.OrderBy(view => view.Id, StringComparer.Ordinal))
            Add($"view among many of {view.Id}", view);
        foreach (var isActive in new bool?[] { null, true, false })
            await AskAlarmsAsync(null, isActive, 3);
        Add("damage", await host.ListDamageAsync(10, default));
    }

    private Task AskPagesAsync(string question, Func<string?, TwinListQuery> query) => AskPagesAsync(
        question, cursor => host.ListTwinsAsync(query(cursor), default));

    private Task AskAlarmsAsync(string? id, bool? isActive, int limit) => AskPagesAsync(
        $"alarms {isActive} of {id}", cursor => host.ListAlarmsAsync(new AlarmQuery(id, isActive, limit, cursor), default));

    private async Task AskPagesAsync<T>(string question, Func<string?, Task<Page<T>>> ask)
    {
        var (number, cursor) = (0, (string?)null);
        do
        {
            var page = await ask(cursor);
            Add($"{question}, page {number++}", page);
            cursor = page.NextCursor;
        }
        while (cursor is not null);
    }

    private async Task AskViewAsync(Asset asset) =>
        await AddAsync($"view of {asset.Id}", () => host.GetTwinAsync(asset.Id, default));

    private async Task AskKpisAsync(Asset asset)
    {
        foreach (var window in KpiWindows)
            await AskKpisAsync(asset.Id, window);
        foreach (var rule in Enum.GetValues<OeeRule>())
            await AskKpisAsync(asset.Id, Whole, rule: rule);
        foreach (var product in new[] { "lid", "box", "nothing" })
            await AskKpisAsync(asset.Id, Whole, product: product);
        if (asset is MachineAsset && await host.GetTwinAsync(asset.Id, default) is { Machine.Order: { } order })
            await AskKpisAsync("acme", Whole, product: "lid", order: order);
    }

    private async Task AskKpisAsync(
        string id, TimeWindow window, OeeRule? rule = null, string? product = null, string? order = null)
    {
        var query = new KpiQuery(id, window, product, order, rule);
        if (_answers.All(answer => answer.Question != $"{query}"))
            Add($"{query}", await host.GetKpisAsync(query, default));
    }

    private async Task AskPastAsync(Asset asset)
    {
        if (asset is MachineAsset)
        {
            await AskTimelineAsync(new TimelineQuery(asset.Id, Whole, 1000));
            await AskTimelineAsync(new TimelineQuery(asset.Id, new(null, null, NamedWindow.Shift, null), 5));
        }

        foreach (var window in new[] { Whole, FirstHour, new(null, null, NamedWindow.Shift, null) })
            await AskHistoryAsync(new HistoryQuery(asset.Id, window, 24, 100));
        if (asset is SensorAsset)
            await AskSamplesAsync(asset.Id);
    }

    private async Task AskTimelineAsync(TimelineQuery query) => Add($"{query}", await host.GetTimelineAsync(query, default));

    private async Task AskHistoryAsync(HistoryQuery query) =>
        await AddAsync($"{query}", () => host.GetHistoryAsync(query, default));

    private async Task AskSamplesAsync(string id)
    {
        for (var window = FirstHour; window.From is not null;)
        {
            var query = new HistoryQuery(id, window, null, 700);
            var answer = await AddAsync($"{query}", () => host.GetHistoryAsync(query, default));
            window = window with { From = answer?.ContinueFrom };
        }
    }

    private async Task AskExportAsync(string id)
    {
        var file = new MemoryStream();
        await AddAsync($"export of {id}", async () =>
        {
            var isThere = await host.ExportHistoryAsync(new HistoryExportQuery(id, Whole), file, default);
            return $"{isThere} {Encoding.UTF8.GetString(file.ToArray())}";
        });
    }

    /// <summary>What is not there, and what makes no sense.</summary>
    private async Task AskStrangersAsync()
    {
        foreach (var id in new[] { "acme/nowhere", "acme/lyon/compressor", "acme/lyon/paint/frame/m-1", "nowhere" })
        {
            Add($"view of {id}, perhaps", await host.GetTwinAsync(id, default));
            Add($"timeline of {id}, perhaps", await host.GetTimelineAsync(new TimelineQuery(id, Whole, 10), default));
            await AddAsync($"history of {id}, perhaps", () => host.GetHistoryAsync(new(id, Whole, 4, 10), default));
            Add($"alarms of {id}, perhaps", await host.ListAlarmsAsync(new AlarmQuery(id, null, 10, null), default));
            await AskKpisAsync(id, Whole);
        }

        await AskRefusedAsync("KPIs of a sensor", () => AskKpisAsync("acme/lyon/body/oven/power", Whole));
        await AskRefusedAsync("timeline of a line", () => AskTimelineAsync(new("acme/lyon/body/press", Whole, 10)));
        await AskRefusedAsync(
            "samples of a line", () => host.GetHistoryAsync(new("acme/lyon/body/press", Whole, null, 10), default));
        await AskRefusedAsync("a strange cursor", () => host.ListAlarmsAsync(new AlarmQuery(null, null, 3, "7"), default));
    }

    private async Task AskRefusedAsync(string question, Func<Task> ask)
    {
        var refused = await Assert.ThrowsAsync<HostFaultException>(ask);
        Add(question, $"{refused.Fault}: {refused.Message}");
    }

    /// <summary>A refusal is an answer as well.</summary>
    private async Task<T?> AddAsync<T>(string question, Func<Task<T>> ask)
    {
        try
        {
            var answer = await ask();
            Add(question, answer);
            return answer;
        }
        catch (HostFaultException refused)
        {
            Add(question, $"{refused.Fault}: {refused.Message}");
            return default;
        }
    }

    private void Add<T>(string question, T answer) =>
        _answers.Add((question, answer as string ?? JsonSerializer.Serialize(Comparable(answer), ApiJsonOptions.Shared)));

    /// <summary>
    /// The mean of a stretch is a sum of doubles: its last digits tell whether an hour's aggregates have been built yet, which a
    /// store does when it has time.
    /// </summary>
    private static object? Comparable(object? answer) => answer is HistoryAnswer { Points: { } points } history
        ? history with { Points = [.. points.Select(point => point with { Mean = Rounded(point.Mean) })] }
        : answer;

    private static double Rounded(double mean) =>
        double.Parse(mean.ToString("G9", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static TimeWindow Window(double fromHours, double toHours) => new(At(fromHours), At(toHours), null, null);

    private static DateTimeOffset At(double hours) => new(SuiteDay.At(hours), TimeSpan.Zero);
}
