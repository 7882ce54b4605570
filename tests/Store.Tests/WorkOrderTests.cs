using OrleansTwin.Store.Tests.Databases;

namespace OrleansTwin.Store.Tests;

public abstract class WorkOrderTests(StoreKind kind) : StoreContract(kind)
{
    private static readonly WorkOrderAudit Eva = new("eva", "work order drafted", "oil");

    [Fact]
    public async Task An_order_is_there_once_however_often_it_is_added_with_its_event_and_its_audit()
    {
        await using var test = await OpenAsync();
        var start = await test.Store.Outbox.OpenAsync(["cmms"]);
        Assert.True(await test.Store.WorkOrders.TryAddAsync(Order("a"), Event("1"), Eva));
        Assert.False(await test.Store.WorkOrders.TryAddAsync(Order("a", cause: 2), Event("2"), Eva));

        await using var restarted = await test.OpenCopyAsync();
        Assert.Equal(Order("a"), await restarted.Store.WorkOrders.FindAsync("a"));
        Assert.Null(await restarted.Store.WorkOrders.FindAsync("b"));
        Assert.Equal("1", Assert.Single(await restarted.Store.Outbox.ReadAsync(start["cmms"], 10)).Event.Id);
        var audited = Assert.Single(await restarted.Store.Audit.ReadAsync(10));
        Assert.Equal(("eva", "work order drafted", "a", "oil"), (audited.Actor, audited.Action, audited.Subject, audited.Detail));
    }

    [Fact]
    public async Task A_machine_has_one_open_order_of_a_cause_and_another_when_that_is_closed()
    {
        await using var test = await OpenAsync();
        var orders = test.Store.WorkOrders;
        Assert.True(await orders.TryAddAsync(Order("a"), null, Eva));
        Assert.False(await orders.TryAddAsync(Order("b"), null, Eva));
        Assert.True(await orders.TryAddAsync(Order("c", machine: 2), null, Eva));
        Assert.True(await orders.TryAddAsync(Order("d", cause: 2), null, Eva));
        Assert.True(await orders.TryChangeAsync(Order("a") with { Version = 2, IsOpen = false }, null, Eva));
        Assert.True(await orders.TryAddAsync(Order("b"), null, Eva));
    }

    [Fact]
    public async Task One_that_is_done_and_not_verified_yet_is_open_and_does_not_stand_in_the_way_of_the_next()
    {
        await using var test = await OpenAsync();
        var orders = test.Store.WorkOrders;
        await orders.TryAddAsync(Order("a"), null, Eva);
        await orders.TryChangeAsync(Order("a") with { Version = 2, IsDone = true }, null, Eva);

        Assert.True(await orders.TryAddAsync(Order("b"), null, Eva));
        Assert.True((await orders.FindAsync("a"))?.IsDone);
        Assert.Equal(["a", "b"], (await orders.ReadAsync(true, 100, 10)).Select(order => order.Id).Order());
    }

    [Fact]
    public async Task Of_two_who_change_the_same_version_one_is_told_that_the_other_was_faster()
    {
        await using var test = await OpenAsync();
        var orders = test.Store.WorkOrders;
        await orders.TryAddAsync(Order("a"), null, Eva);
        Assert.True(await orders.TryChangeAsync(Order("a") with { Version = 2, Body = "first" }, null, Eva));
        Assert.False(await orders.TryChangeAsync(Order("a") with { Version = 2, Body = "second" }, null, Eva));
        Assert.False(await orders.TryChangeAsync(Order("b") with { Version = 2 }, null, Eva));

        Assert.Equal("first", (await orders.FindAsync("a"))?.Body);
    }

    [Fact]
    public async Task Newest_changes_come_first_all_of_an_instant_together_and_the_next_page_goes_on_before_them()
    {
        await using var test = await OpenAsync();
        var orders = test.Store.WorkOrders;
        foreach (var (id, ticks) in new[] { ("a", 10), ("b", 20), ("c", 20), ("d", 20), ("e", 30) })
            await orders.TryAddAsync(Order(id, machine: id[0]) with { ChangedTicks = ticks }, null, Eva);
        await orders.TryChangeAsync(Order("e", machine: 'e') with { Version = 2, IsOpen = false, ChangedTicks = 40 }, null, Eva);

        Assert.Equal(["e", "b", "c", "d"], await IdsAsync(null, 100, 2));
        Assert.Equal(["a"], await IdsAsync(null, 20, 2));
        Assert.Equal(["b", "c", "d", "a"], await IdsAsync(true, 100, 10));
        Assert.Equal(["e"], await IdsAsync(false, 100, 10));

        async Task<IEnumerable<string>> IdsAsync(bool? isOpen, long toTicks, int limit) =>
            (await orders.ReadAsync(isOpen, toTicks, limit)).Select(order => order.Id);
    }

    [Fact]
    public async Task One_that_differs_from_what_was_written_is_not_shown_and_found_by_a_check()
    {
        await using var test = await OpenAsync();
        await test.Store.WorkOrders.TryAddAsync(Order("a"), null, Eva);
        await test.Database.RunAsync("UPDATE work_order SET body = 'other'");

        Assert.Empty(await test.Store.WorkOrders.ReadAsync(null, 100, 10));
        await Assert.ThrowsAsync<StoreCorruptedException>(async () => await test.Store.WorkOrders.FindAsync("a"));
        Assert.Equal("work_order", Assert.Single(await test.Database.CheckAsync()).Table);
    }

    [Fact]
    public async Task A_damaged_one_ends_no_page_before_its_time()
    {
        await using var test = await OpenAsync();
        foreach (var id in new[] { "a", "b", "c" })
            await test.Store.WorkOrders.TryAddAsync(Order(id, machine: id[0]), null, Eva);
        await test.Database.RunAsync("UPDATE work_order SET body = 'other' WHERE id = 'a'");

        Assert.Equal(["b", "c"], (await test.Store.WorkOrders.ReadAsync(null, 100, 2)).Select(order => order.Id));
    }

    private static WorkOrderRow Order(string id, int machine = 1, int cause = 1) =>
        new(id, machine, cause, 1, IsOpen: true, 10, $"{{\"id\":\"{id}\"}}");

    private static OutboxEvent Event(string id) => new(id, "work-order.draft", 10, "{}");
}

public sealed class SqliteWorkOrderTests() : WorkOrderTests(StoreKind.Sqlite);

public sealed class PostgresWorkOrderTests() : WorkOrderTests(StoreKind.Postgres);
