using OrleansTwin.Store.Tests.Databases;

namespace OrleansTwin.Store.Tests;

public abstract class OutboxTests(StoreKind kind) : StoreContract(kind)
{
    [Fact]
    public async Task Events_wait_in_order_and_once_however_often_they_are_written_and_outlive_a_restart()
    {
        await using var test = await OpenAsync();
        await test.Store.Outbox.OpenAsync(["a"]);
        await WriteAsync(test, Event("1"), Event("2"));
        await WriteAsync(test, Event("2"), Event("3"));

        await using var restarted = await test.OpenCopyAsync();
        Assert.False(restarted.Store.Outbox.IsOn);
        var positions = await restarted.Store.Outbox.OpenAsync(["a"]);
        Assert.True(restarted.Store.Outbox.IsOn);
        var waiting = await restarted.Store.Outbox.ReadAsync(positions["a"], 10);
        Assert.Equal([Event("1"), Event("2"), Event("3")], waiting.Select(entry => entry.Event));
        Assert.Equal(
            [Event("2")], (await restarted.Store.Outbox.ReadAsync(waiting[0].Position, 1)).Select(entry => entry.Event));
    }

    [Fact]
    public async Task An_event_goes_when_every_target_has_been_told_and_a_new_one_does_not_take_its_position()
    {
        await using var test = await OpenAsync();
        var outbox = test.Store.Outbox;
        var start = await outbox.OpenAsync(["a", "b"]);
        await WriteAsync(test, Event("1"));
        var first = Assert.Single(await outbox.ReadAsync(start["a"], 10));
        await outbox.MoveAsync("a", first.Position, []);
        Assert.Equal(1, (await outbox.LookAsync("b", start["b"])).Waiting);
        await outbox.MoveAsync("b", first.Position, []);
        Assert.Empty(await outbox.ReadAsync(start["a"], 10));

        await WriteAsync(test, Event("2"));
        await using var restarted = await test.OpenCopyAsync();
        var positions = await restarted.Store.Outbox.OpenAsync(["a", "b"]);
        Assert.Equal(first.Position, positions["a"]);
        Assert.Equal(Event("2"), Assert.Single(await restarted.Store.Outbox.ReadAsync(positions["a"], 10)).Event);
    }

    [Fact]
    public async Task A_new_target_begins_behind_what_there_is_and_nothing_waits_for_one_that_is_gone()
    {
        await using var test = await OpenAsync();
        var outbox = test.Store.Outbox;
        var start = await outbox.OpenAsync(["a"]);
        await WriteAsync(test, Event("1"));
        var added = await outbox.OpenAsync(["a", "b"]);
        Assert.Equal(start["a"], added["a"]);
        Assert.Equal(new OutboxBacklog(1, Event("1").AtTicks, 0), await outbox.LookAsync("a", added["a"]));
        Assert.Equal(new OutboxBacklog(0, null, 0), await outbox.LookAsync("b", added["b"]));

        var left = await outbox.OpenAsync(["b"]);
        Assert.Empty(await outbox.ReadAsync(0, 10));
        Assert.Equal(added["b"], left["b"]);
        Assert.Empty(await outbox.OpenAsync([]));
        Assert.False(outbox.IsOn);
    }

    [Fact]
    public async Task The_oldest_go_when_too_many_wait_and_only_those_that_nobody_was_told_of_count_as_dropped()
    {
        await using var test = await OpenAsync(new StoreOptions { OutboxEventsMax = 3 });
        var outbox = test.Store.Outbox;
        var start = await outbox.OpenAsync(["a"]);
        await WriteAsync(test, [.. Enumerable.Range(1, 5).Select(number => Event($"{number}"))]);

        var waiting = await outbox.ReadAsync(start["a"], 10);
        Assert.Equal(["3", "4", "5"], waiting.Select(entry => entry.Event.Id));
        Assert.Equal(2, outbox.Dropped);
        await outbox.MoveAsync("a", waiting[^1].Position, []);
        await WriteAsync(test, [.. Enumerable.Range(6, 3).Select(number => Event($"{number}"))]);
        Assert.Equal(2, outbox.Dropped);
    }

    [Fact]
    public async Task What_was_given_up_is_listed_newest_first_until_it_is_told_after_all_or_too_many()
    {
        await using var test = await OpenAsync(new StoreOptions { OutboxUndeliveredMax = 2 });
        var outbox = test.Store.Outbox;
        var start = await outbox.OpenAsync(["a", "b"]);
        await WriteAsync(test, Event("1"), Event("2"), Event("3"));
        foreach (var (position, told) in await outbox.ReadAsync(start["a"], 10))
            await outbox.MoveAsync("a", position, [new Undelivered(0, "a", told, 100, "no room")]);

        var lost = await outbox.ReadUndeliveredAsync("a", 10);
        Assert.Equal([Event("3"), Event("2")], lost.Select(each => each.Event));
        Assert.Equal(("a", 100L, "no room"), (lost[0].Target, lost[0].GivenUpTicks, lost[0].Reason));
        Assert.Empty(await outbox.ReadUndeliveredAsync("b", 10));
        await outbox.ForgetUndeliveredAsync(lost[1].Number);
        Assert.Equal([Event("3")], (await outbox.ReadUndeliveredAsync(null, 10)).Select(each => each.Event));
    }

    [Fact]
    public async Task What_differs_from_what_was_written_is_not_told_and_found_by_a_check()
    {
        await using var test = await OpenAsync();
        var outbox = test.Store.Outbox;
        var start = await outbox.OpenAsync(["a"]);
        await WriteAsync(test, Event("1"), Event("2"), Event("3"));
        await outbox.MoveAsync(
            "a", (await outbox.ReadAsync(start["a"], 1))[0].Position, [new Undelivered(0, "a", Event("1"), 100, "no room")]);
        await test.Database.RunAsync("UPDATE outbox SET body = '{}' WHERE event = '2'");
        await test.Database.RunAsync("UPDATE outbox_undelivered SET reason = 'none'");

        Assert.Equal(["3"], (await outbox.ReadAsync(start["a"], 10)).Select(entry => entry.Event.Id));
        Assert.Empty(await outbox.ReadUndeliveredAsync("a", 10));
        Assert.Equal(
            ["outbox", "outbox_undelivered"], (await test.Database.CheckAsync()).Select(finding => finding.Table));
    }

    private static async Task WriteAsync(TestStore test, params OutboxEvent[] events) =>
        await test.Store.CheckpointAsync(new Checkpoint(test.Store.Journal.LastSequence, [], []) { Events = events });

    private static OutboxEvent Event(string id) => new(id, "alarm.raised", 10, $$"""{"id":"{{id}}"}""");
}

public sealed class SqliteOutboxTests() : OutboxTests(StoreKind.Sqlite);

public sealed class PostgresOutboxTests() : OutboxTests(StoreKind.Postgres);
