using OrleansTwin.Store.Tests.Databases;
using OrleansTwin.Twins.Alarms;

namespace OrleansTwin.Store.Tests;

public abstract class AlarmLogTests(StoreKind kind) : StoreContract(kind)
{
    [Fact]
    public async Task Changes_are_there_once_however_often_they_are_written_and_outlive_a_restart()
    {
        await using var test = await OpenAsync();
        await WriteAsync(test, [Row(1, 1, 10), Row(1, 2, 20)]);
        await WriteAsync(test, [Row(1, 2, 20), Row(2, 1, 15)]);

        await using var restarted = await test.OpenCopyAsync();
        Assert.Equal([Row(1, 2, 20), Row(2, 1, 15), Row(1, 1, 10)], await restarted.Store.Alarms.ReadAsync(0, 100, 10));
    }

    [Fact]
    public async Task A_page_has_all_changes_of_an_instant_and_the_next_goes_on_before_it()
    {
        await using var test = await OpenAsync();
        await WriteAsync(test, [Row(1, 1, 10), Row(1, 2, 20), Row(2, 1, 20), Row(3, 1, 20), Row(3, 2, 30)]);

        Assert.Equal([30, 20, 20, 20], await TicksAsync(test, 0, 100, 2));
        Assert.Equal([10], await TicksAsync(test, 0, 20, 2));
        Assert.Equal([20, 20, 20], await TicksAsync(test, 11, 30, 5));
    }

    [Fact]
    public async Task The_oldest_go_when_there_are_too_many()
    {
        await using var test = await OpenAsync(new StoreOptions { AlarmChangesMax = 3 });
        await WriteAsync(test, [.. Enumerable.Range(1, 5).Select(number => Row(1, number, number))]);

        Assert.Equal([5, 4, 3], await TicksAsync(test, 0, 100, 10));
    }

    [Fact]
    public async Task A_change_that_differs_from_what_was_written_is_not_shown_and_found_by_a_check()
    {
        await using var test = await OpenAsync();
        await WriteAsync(test, [Row(1, 1, 10), Row(1, 2, 20)]);
        await test.Database.RunAsync("UPDATE alarm_change SET actor = 'bob' WHERE number = 2");

        Assert.Equal([10], await TicksAsync(test, 0, 100, 10));
        Assert.Equal("alarm_change", Assert.Single(await test.Database.CheckAsync()).Table);
    }

    private static async Task<IEnumerable<long>> TicksAsync(TestStore test, long fromTicks, long toTicks, int limit) =>
        (await test.Store.Alarms.ReadAsync(fromTicks, toTicks, limit)).Select(row => row.Change.AtTicks);

    private static async Task WriteAsync(TestStore test, AlarmRow[] rows) =>
        await test.Store.CheckpointAsync(new Checkpoint(test.Store.Journal.LastSequence, [], [], rows));

    private static AlarmRow Row(int machine, long number, long atTicks) => new(
        machine, number, new AlarmPlace("temperature", AlarmSource.Limit), 2,
        new AlarmChange(atTicks, AlarmState.Normal, AlarmState.UnacknowledgedActive, 3, 46.5, "eva", "seen"));
}

public sealed class SqliteAlarmLogTests() : AlarmLogTests(StoreKind.Sqlite);

public sealed class PostgresAlarmLogTests() : AlarmLogTests(StoreKind.Postgres);
