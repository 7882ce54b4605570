using OrleansTwin.Store.Tests.Databases;

namespace OrleansTwin.Store.Tests;

public abstract class HealthStateTests(StoreKind kind) : StoreContract(kind)
{
    [Fact]
    public async Task The_newest_state_of_each_machine_outlives_a_restart_and_an_empty_one_is_forgotten()
    {
        await using var test = await OpenAsync();
        await test.Store.Health.SaveAsync([State(1, 1, 2, 3), State(2, 4), State(3, 5)]);
        await test.Store.Health.SaveAsync([State(1, 9), State(3)]);

        await using var restarted = await test.OpenCopyAsync();
        var kept = await restarted.Store.Health.ReadAllAsync();
        Assert.Equal([(1, "09"), (2, "04")], kept.Select(Told).Order());
        Assert.Equal((2, "04"), Told((await restarted.Store.Health.ReadAsync(2))!.Value));
        Assert.Null(await restarted.Store.Health.ReadAsync(3));
    }

    [Fact]
    public async Task One_that_differs_from_what_was_written_is_left_out_told_as_damage_and_found_by_a_check()
    {
        await using var test = await OpenAsync();
        await test.Store.Health.SaveAsync([State(1, 1, 2, 3), State(2, 4)]);
        await test.Database.RunAsync("UPDATE health SET crc = crc + 1 WHERE machine = 1");

        Assert.Equal([(2, "04")], (await test.Store.Health.ReadAllAsync()).Select(Told));
        Assert.Equal(1, test.Store.Damage.Count);
        Assert.Null(await test.Store.Health.ReadAsync(1));
        Assert.Equal(2, test.Store.Damage.Count);
        Assert.Equal("health", Assert.Single(await test.Database.CheckAsync()).Table);
    }

    private static HealthState State(int machine, params byte[] state) => new(machine, state);

    private static (int, string) Told(HealthState state) => (state.TwinKey, Convert.ToHexString(state.State.Span));
}

public sealed class SqliteHealthStateTests() : HealthStateTests(StoreKind.Sqlite);

public sealed class PostgresHealthStateTests() : HealthStateTests(StoreKind.Postgres);
