using OrleansTwin.Store.Tests.Databases;

namespace OrleansTwin.Store.Tests;

public abstract class TrainedModelTests(StoreKind kind) : StoreContract(kind)
{
    private static readonly byte[] First = [1, 2, 3];
    private static readonly byte[] Second = [4, 5];

    [Fact]
    public async Task The_newest_version_of_each_model_outlives_a_restart_and_tells_who_handed_it_over()
    {
        await using var test = await OpenAsync();
        var models = test.Store.TrainedModels;
        await models.AddAsync("press", First, "eva", 100, "first");
        await models.AddAsync("oven", First, "eva", 110, "");
        await models.AddAsync("press", Second, "max", 120, "more presses");

        await using var restarted = await test.OpenCopyAsync();
        var kept = restarted.Store.TrainedModels;
        Assert.Equal(
            [("oven", 1, "eva", 110, 3), ("press", 2, "max", 120, 2), ("press", 1, "eva", 100, 3)],
            (await kept.ListAsync()).Select(info => (info.Name, info.Version, info.Author, info.AtTicks, info.Bytes)));
        Assert.Equal(Second, await kept.ReadAsync("press", 2));
        Assert.Null(await kept.ReadAsync("press", 1));
        Assert.Null(await kept.ReadAsync("lathe", 1));
        Assert.Equal(0, restarted.Store.Damage.Count);
        Assert.Empty(await test.Database.CheckAsync());
        Assert.Equal(
            [("max", "press"), ("eva", "oven"), ("eva", "press")],
            (await restarted.Store.Audit.ReadAsync(10)).Select(entry => (entry.Actor, entry.Subject)));
    }

    [Fact]
    public async Task The_same_file_again_is_the_version_in_force_and_is_not_audited_twice()
    {
        await using var test = await OpenAsync();
        var first = await test.Store.TrainedModels.AddAsync("press", First, "eva", 100, "");
        Assert.Equal(first, await test.Store.TrainedModels.AddAsync("press", First, "max", 200, "again"));
        Assert.Single(await test.Store.Audit.ReadAsync(10));
    }

    [Fact]
    public async Task Of_many_versions_the_oldest_are_forgotten_and_a_removed_model_with_all_of_them()
    {
        await using var test = await OpenAsync();
        var models = test.Store.TrainedModels;
        for (var version = 1; version <= ITrainedModels.VersionsMax + 2; version++)
            await models.AddAsync("press", new[] { (byte)version }, "eva", version, "");
        Assert.Equal(
            Enumerable.Range(3, ITrainedModels.VersionsMax).Reverse(), (await models.ListAsync()).Select(info => info.Version));

        Assert.True(await models.RemoveAsync("press", "eva", 1000));
        Assert.False(await models.RemoveAsync("press", "eva", 1001));
        Assert.Empty(await models.ListAsync());
        Assert.Equal("model removed", (await test.Store.Audit.ReadAsync(1))[0].Action);
    }

    [Theory]
    [InlineData("UPDATE trained_model SET crc = crc + 1")]
    [InlineData("UPDATE trained_model SET author = 'eve'")]
    public async Task A_version_that_differs_from_what_was_written_is_left_out_and_the_file_takes_its_place_again(string sql)
    {
        await using var test = await OpenAsync();
        await test.Store.TrainedModels.AddAsync("press", First, "eva", 100, "");
        await test.Database.RunAsync(sql);

        Assert.Null(await test.Store.TrainedModels.ReadAsync("press", 1));
        Assert.Empty(await test.Store.TrainedModels.ListAsync());
        Assert.Equal(2, test.Store.Damage.Count);
        Assert.Equal("trained_model", Assert.Single(await test.Database.CheckAsync()).Table);
        Assert.Equal(2, (await test.Store.TrainedModels.AddAsync("press", First, "eva", 200, "")).Version);
        Assert.Equal(First, await test.Store.TrainedModels.ReadAsync("press", 2));
    }

    [Fact]
    public async Task A_file_that_differs_from_what_was_written_is_not_handed_out()
    {
        await using var test = await OpenAsync();
        await test.Store.TrainedModels.AddAsync("press", First, "eva", 100, "");
        await test.Store.TrainedModels.AddAsync("oven", Second, "eva", 110, "");
        await test.Database.RunAsync("UPDATE trained_model SET file = (SELECT file FROM trained_model WHERE name = 'oven')");

        Assert.Null(await test.Store.TrainedModels.ReadAsync("press", 1));
        Assert.Equal(Second, await test.Store.TrainedModels.ReadAsync("oven", 1));
        Assert.Equal(1, test.Store.Damage.Count);
        Assert.Equal("trained_model", Assert.Single(await test.Database.CheckAsync()).Table);
    }

    [Fact]
    public async Task What_a_model_has_seen_of_a_machine_is_kept_apart_from_its_health()
    {
        await using var test = await OpenAsync();
        await test.Store.Health.SaveAsync([new HealthState(1, First)]);
        await test.Store.LifeTracks.SaveAsync([new HealthState(1, Second)]);
        await using var restarted = await test.OpenCopyAsync();
        Assert.Equal(First, (await restarted.Store.Health.ReadAsync(1))!.Value.State.ToArray());
        Assert.Equal(Second, (await restarted.Store.LifeTracks.ReadAsync(1))!.Value.State.ToArray());
    }
}

public sealed class SqliteTrainedModelTests() : TrainedModelTests(StoreKind.Sqlite);

public sealed class PostgresTrainedModelTests() : TrainedModelTests(StoreKind.Postgres);
