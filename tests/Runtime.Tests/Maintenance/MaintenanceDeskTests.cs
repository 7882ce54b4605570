using Microsoft.Extensions.Logging.Abstractions;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Runtime.Maintenance;
using OrleansTwin.Runtime.Shards;
using OrleansTwin.Runtime.Tests.Support;
using OrleansTwin.Runtime.Webhooks;
using OrleansTwin.Twins.Maintenance.Orders;

namespace OrleansTwin.Runtime.Tests.Maintenance;

/// <summary>Work orders of a plant whose clock stands still.</summary>
public sealed class MaintenanceDeskTests : IAsyncLifetime
{
    private const string Machine = SmallPlant.Alone;

    private EngineBench? _bench;

    private EngineBench Bench => _bench ?? throw new InvalidOperationException("Not open.");

    public async Task InitializeAsync() => _bench = await EngineBench.OpenAsync(SmallPlant.Create());

    public async Task DisposeAsync() => await Bench.DisposeAsync();

    [Fact]
    public async Task What_drafts_twice_drafts_one_order_across_restarts_and_tells_of_it_once()
    {
        var desk = await DeskAsync(Bench);
        var first = await DraftAsync(desk, "1");
        Assert.Equal(first?.Id, (await DraftAsync(desk, "1"))?.Id);
        await Bench.CheckpointAsync();
        await using var restarted = await EngineBench.OpenAsync(SmallPlant.Create(), Bench.CopyAsKilled());
        Assert.Equal(first?.Id, (await DraftAsync(await DeskAsync(restarted), "1"))?.Id);

        Assert.Single((await desk.ListAsync(new WorkOrderQuery(null, null, long.MaxValue, 10), default)).Items);
        var told = Assert.Single(await restarted.Store.Outbox.ReadAsync(0, 10));
        Assert.Equal(("work-order.drafted", $"{first?.Id}_1"), (told.Event.Kind, told.Event.Id));
    }

    [Fact]
    public async Task While_an_order_is_open_another_cause_drafts_its_own_and_the_same_drafts_none()
    {
        var desk = await DeskAsync(Bench);
        var order = await DraftAsync(desk, "1");
        Assert.Null(await DraftAsync(desk, "2"));
        Assert.NotNull(await desk.DraftAsync(Machine, WorkOrderCause.Request, "1", [], null, "eva", default));
        await desk.ActAsync(order!.Id, Action(WorkVerb.Reject), default);
        Assert.NotNull(await DraftAsync(desk, "2"));
        Assert.Equal(WorkOrderState.Rejected, (await DraftAsync(desk, "1"))?.State);
    }

    [Fact]
    public async Task Each_step_is_told_and_audited_and_the_order_survives_a_kill()
    {
        var desk = await DeskAsync(Bench);
        var id = (await DraftAsync(desk, "1"))!.Id;
        await desk.ActAsync(id, Action(WorkVerb.Approve), default);
        var window = new WorkWindow(SmallPlant.At(22), SmallPlant.At(23), 0);
        await desk.ActAsync(id, Action(WorkVerb.Schedule) with { Window = window }, default);
        await desk.ActAsync(id, Action(WorkVerb.Start), default);
        await desk.ActAsync(
            id, Action(WorkVerb.Finish) with { Finding = new WorkFinding(true, "bearing", "inner race") }, default);

        await using var restarted = await EngineBench.OpenAsync(SmallPlant.Create(), Bench.CopyAsKilled());
        var order = await (await DeskAsync(restarted)).FindAsync(id, default);
        Assert.Equal(
            (WorkOrderState.Done, window, new WorkFinding(true, "bearing", "inner race")),
            (order!.State, order.Planned, order.Finding));
        Assert.Equal(
            ["work-order.drafted", "work-order.approved", "work-order.scheduled", "work-order.started", "work-order.done"],
            (await Bench.Store.Outbox.ReadAsync(0, 10)).Select(entry => entry.Event.Kind));
        Assert.Equal(4, (await restarted.Store.Audit.ReadAsync(10)).Count(entry => entry.Actor == "eva" && entry.Subject == id));
    }

    [Fact]
    public async Task Of_many_who_act_at_once_one_is_first_and_the_others_are_refused_by_what_it_came_to()
    {
        var shard = new LocalShard(Bench.Engine, TimeProvider.System, desk: await DeskAsync(Bench));
        var asked = await shard.RequestWorkAsync(new WorkRequest(Machine, "it squeaks", RequestKey: "k", User: "eva"), default);
        var again = await shard.RequestWorkAsync(new WorkRequest(Machine, "it squeaks", RequestKey: "k", User: "eva"), default);
        Assert.Equal(asked?.Id, again?.Id);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(async number =>
        {
            try
            {
                await shard.ActOnWorkOrderAsync(
                    new WorkSubmission(asked!.Id, WorkVerb.Approve, $"user {number}", "", null, null, null), default);
                return true;
            }
            catch (HostFaultException refused) when (refused.Fault == HostFault.Conflict)
            {
                return false;
            }
        }));
        Assert.Single(outcomes, isDone => isDone);
        Assert.Equal(2, (await shard.GetWorkOrderAsync(asked!.Id, default))?.Steps.Count);
        Assert.Null(await shard.GetWorkOrderAsync("wo-nowhere", default));
    }

    [Fact]
    public async Task A_list_tells_those_below_a_twin_and_open_ones_alone_where_asked()
    {
        var desk = await DeskAsync(Bench);
        var oven = await DraftAsync(desk, "1");
        await desk.DraftAsync($"{SmallPlant.Line1}/m-1", WorkOrderCause.Request, "1", [], null, "eva", default);
        await desk.ActAsync(oven!.Id, Action(WorkVerb.Reject), default);

        Assert.Equal([$"{SmallPlant.Line1}/m-1"], await MachinesAsync(SmallPlant.Line1, null));
        Assert.Equal([$"{SmallPlant.Line1}/m-1"], await MachinesAsync(null, true));
        Assert.Equal([Machine], await MachinesAsync(null, false));

        async Task<IEnumerable<string>> MachinesAsync(string? twin, bool? isOpen) =>
            (await desk.ListAsync(new WorkOrderQuery(twin, isOpen, long.MaxValue, 10), default)).Items
                .Select(order => order.MachineId);
    }

    /// <summary>What others are told waits for them in the store.</summary>
    private static async Task<MaintenanceDesk> DeskAsync(EngineBench bench)
    {
        WebhookOptions nobody = new() { Name = "cmms", Url = "http://127.0.0.1:1/" };
        var webhooks = await WebhookSet.OpenAsync(
            [nobody], bench.Store.Outbox, TimeProvider.System, NullLogger.Instance, default);
        return new MaintenanceDesk(bench.Engine, webhooks, TimeProvider.System);
    }

    private static Task<WorkOrder?> DraftAsync(MaintenanceDesk desk, string key) =>
        desk.DraftAsync(Machine, WorkOrderCause.Anomaly, key, ["oil is hot"], null, "", default);

    private static WorkAction Action(WorkVerb verb) => new(verb, DateTime.UtcNow.Ticks, "eva", "");
}
