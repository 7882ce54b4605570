using Microsoft.Extensions.Logging.Abstractions;
using OrleansTwin.Runtime.Health;
using OrleansTwin.Runtime.Lives;
using OrleansTwin.Runtime.Maintenance;
using OrleansTwin.Runtime.Tests.Support;
using OrleansTwin.Runtime.Webhooks;
using OrleansTwin.Store;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Maintenance.Orders;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Reports;

namespace OrleansTwin.Runtime.Tests.Lives;

/// <summary>
/// Seven presses with a belt each, whose clock moves by hand: they run as many hours as the test says, and belts are changed by
/// work orders.
/// </summary>
internal sealed class LifeBench : IAsyncDisposable
{
    public static readonly MaintenanceTask Belt = new("belt", "Change belt", TimeSpan.TicksPerHour, [], [], 0)
    {
        Cost = 100, FailureCost = 2000, FailureStopTicks = 6 * TimeSpan.TicksPerHour,
    };

    private readonly HealthOptions _options;
    private WebhookSet? _webhooks;

    private LifeBench(EngineBench bench, HandTime time, HealthOptions options) =>
        (Bench, Time, _options) = (bench, time, options);

    public EngineBench Bench { get; }

    public HandTime Time { get; }

    public MaintenanceDesk Desk { get; private set; } = null!;

    public LifeWatch Watch { get; private set; } = null!;

    public static string Press(int number) => number == 7
        ? SmallPlant.Alone
        : $"{(number < 4 ? SmallPlant.Line1 : SmallPlant.Line2)}/m-{1 + ((number - 1) % 3)}";

    public static Plant Plant(Func<MachineAsset, MachineAsset>? change = null) => SmallPlant.Create(machine =>
    {
        var press = machine with
        {
            Type = "press",
            Calendar = null,
            Maintenance = new MaintenanceData { Tasks = [Belt] },
            Sensors = [.. machine.Sensors.Select(sensor => sensor with { Limits = null, StaleTicks = 0 })],
        };
        return change?.Invoke(press) ?? press;
    });

    public static async Task<LifeBench> OpenAsync(
        Plant? plant = null, string? directory = null, HandTime? time = null, HealthOptions? options = null)
    {
        time ??= new HandTime();
        var bench = await EngineBench.OpenAsync(plant ?? Plant(), directory ?? EngineBench.NewDirectory(), time: time);
        var opened = new LifeBench(bench, time, options ?? new HealthOptions());
        opened._webhooks = await WebhookSet.OpenAsync([], bench.Store.Outbox, time, NullLogger.Instance, default);
        opened.Desk = new MaintenanceDesk(bench.Engine, opened._webhooks, time);
        opened.Watch = new LifeWatch(
            opened._options, bench.Engine, opened.Desk, bench.Store.TrainedModels, time, NullLogger.Instance);
        return opened;
    }

    /// <summary>What a process finds that starts after a kill at this moment.</summary>
    public async Task<LifeBench> KillAsync(Plant? plant = null)
    {
        var copy = Bench.CopyAsKilled();
        await DisposeAsync();
        return await OpenAsync(plant, copy, Time, _options);
    }

    /// <summary>All time passes that must for each machine to be looked at again.</summary>
    public async Task LookAsync()
    {
        Time.Advance(_options.Life.Period);
        await Watch.LookAsync(default);
        await Bench.DrainAsync();
    }

    /// <summary>Presses produce for some hours, all at the same time.</summary>
    public async Task RunAsync(double hours, params int[] presses)
    {
        var minute = Buckets.StartOf(Time.GetUtcNow().UtcTicks);
        Time.Advance(TimeSpan.FromHours(hours) + TimeSpan.FromMinutes(1));
        var elements = default(ElementVector);
        elements[Element.ActualProductionTime] = elements[Element.PlannedBusyTime] = TimeSpan.FromHours(hours).Ticks;
        elements[Element.GoodQuantity] = (long)(60 * hours);
        var rows = presses.Select(press => new LedgerRow(
            Bench.KeyOf(Press(press)),
            new BucketReport(
                Press(press), ReportPart.Own, minute, 1, true,
                [new ElementSlice(new SliceKey(minute, null, null), elements)], []),
            default)).ToList();
        await Bench.Store.CheckpointAsync(new Checkpoint(Bench.Store.Journal.CheckpointCursor, [], rows, []));
    }

    /// <summary>The belt of a press is changed.</summary>
    public async Task RenewAsync(int press, bool wasFault)
    {
        var order = await Desk.DraftAsync(
            Press(press), WorkOrderCause.Request, Guid.NewGuid().ToString(), [], "belt", "eva", default);
        await DoAsync(order!.Id, wasFault);
    }

    /// <summary>An order is done, and closed.</summary>
    public async Task DoAsync(string id, bool wasFault)
    {
        foreach (var verb in new[] { WorkVerb.Approve, WorkVerb.Start, WorkVerb.Finish, WorkVerb.Verify })
        {
            Time.Advance(TimeSpan.FromMinutes(1));
            var finding = verb == WorkVerb.Finish ? new WorkFinding(wasFault, "", "") : null;
            await Desk.ActAsync(
                id, new WorkAction(verb, Time.GetUtcNow().UtcTicks, "eva", "") { Finding = finding }, default);
        }
    }

    /// <summary>Belts that failed at ages, all presses being new then; the last is on its own.</summary>
    public async Task FailAsync(params double[] hours)
    {
        for (var press = 1; press <= 7; press++)
            await RenewAsync(press, wasFault: false);
        for (var press = 1; press <= hours.Length; press++)
        {
            await RunAsync(hours[press - 1], press);
            await RenewAsync(press, wasFault: true);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Watch.DisposeAsync();
        if (_webhooks is not null)
            await _webhooks.DisposeAsync();
        await Bench.DisposeAsync();
    }
}
