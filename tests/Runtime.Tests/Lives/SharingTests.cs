using OrleansTwin.Runtime.Lives;
using OrleansTwin.Runtime.Shards;
using OrleansTwin.Runtime.Tests.Support;
using OrleansTwin.Twins.Maintenance.Lives;

namespace OrleansTwin.Runtime.Tests.Lives;

/// <summary>Belts of other shards teach those of this one.</summary>
public sealed class SharingTests : IAsyncLifetime
{
    private const string Machine = SmallPlant.Alone;

    private static readonly double[] Failures = [300, 420, 380];

    private LifeBench? _own;
    private LifeBench? _other;

    private LifeBench Own => _own ?? throw new InvalidOperationException("Not open.");

    private LifeBench Other => _other ?? throw new InvalidOperationException("Not open.");

    public async Task InitializeAsync()
    {
        _own = await LifeBench.OpenAsync();
        _other = await LifeBench.OpenAsync();
        await Other.FailAsync(Failures);
        await Other.RunAsync(100, 7);
        await Other.LookAsync();
    }

    public async Task DisposeAsync()
    {
        await Own.DisposeAsync();
        if (_other is not null)
            await _other.DisposeAsync();
    }

    [Fact]
    public async Task Lives_of_a_kind_in_another_shard_teach_as_its_own_do_once_it_was_asked()
    {
        Own.Watch.LearnFrom([ShardOf(Other)]);
        await Own.RenewAsync(7, wasFault: false);
        await Own.RunAsync(250, 7);
        await Own.LookAsync();
        Assert.Null(Own.Watch.Find(Machine));
        await Own.Watch.ShareAsync(default);
        await Own.LookAsync();

        var found = Own.Watch.Find(Machine)!;
        var fit = LifeFit.Better(
            [.. Failures.Select(hours => new Lifetime(hours, true)), new Lifetime(100, false), new Lifetime(250, false)]);
        Assert.Equal("5 lives, of which 3 ended in failures, by work orders that are done", found.Model?.Data);
        Assert.Equal(fit.Risk(250, 168).Value, found.Risk!.Probability, 6);
    }

    [Fact]
    public async Task A_shard_that_does_not_answer_is_told_and_one_that_did_before_counts_with_what_it_said()
    {
        var third = await LifeBench.OpenAsync();
        Own.Watch.LearnFrom([ShardOf(Other), ShardOf(third)]);
        await third.DisposeAsync();
        await Own.LookAsync();
        await Own.Watch.ShareAsync(default);
        await Own.RenewAsync(7, wasFault: false);
        await Own.LookAsync();
        Assert.EndsWith(
            "by work orders that are done, of 2 of 3 shards", Own.Watch.Find(Machine)?.Model?.Data, StringComparison.Ordinal);

        var (data, risk) = (Own.Watch.Find(Machine)!.Model!.Data, Own.Watch.Find(Machine)!.Risk!.Probability);
        await Other.DisposeAsync();
        _other = null;
        Own.Time.Advance(TimeSpan.FromHours(2));
        await Own.Watch.ShareAsync(default);
        await Own.LookAsync();
        Assert.Equal((data, risk), (Own.Watch.Find(Machine)!.Model!.Data, Own.Watch.Find(Machine)!.Risk!.Probability));
    }

    [Fact]
    public async Task Where_nothing_is_known_yet_it_is_told_how_many_shards_were_heard()
    {
        var third = await LifeBench.OpenAsync();
        Own.Watch.LearnFrom([ShardOf(third)]);
        await third.DisposeAsync();
        await Own.LookAsync();
        await Own.Watch.ShareAsync(default);
        await Own.LookAsync();
        Assert.Equal(
            "0 of 3 failures at different ages of 'Change belt' in 1 of 2 shards.", Own.Watch.Find(Machine)?.Missing);
    }

    [Fact]
    public async Task A_life_that_two_shards_tell_of_counts_once()
    {
        Own.Watch.LearnFrom([ShardOf(Other), ShardOf(Other)]);
        await Own.LookAsync();
        await Own.Watch.ShareAsync(default);
        await Own.RenewAsync(7, wasFault: false);
        await Own.LookAsync();
        Assert.Contains("of which 3 ended in failures", Own.Watch.Find(Machine)?.Model?.Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_machine_that_the_plant_has_no_more_or_of_another_type_is_not_told_of()
    {
        await Other.Bench.ReplacePlantAsync(LifeBench.Plant(machine => machine with { Type = "mill" }));
        var told = Assert.Single(await Other.Watch.ListLivesAsync(
            [new LifeKind("press", "belt"), new LifeKind("mill", "belt")], default));
        Assert.Equal((new LifeKind("mill", "belt"), 3), (told.Kind, told.Ended.Count));
    }

    [Fact]
    public async Task What_is_told_is_bounded_by_the_lives_that_are_learned_from_and_a_hundred_ages()
    {
        var told = Assert.Single(await Other.Watch.ListLivesAsync(
            [new LifeKind("press", "belt"), new LifeKind("mill", "belt")], default));
        Assert.Equal(Failures.Order(), told.Ended.Select(life => life.Life.Hours).Order());
        Assert.Equal([100.0], told.Running.Select(life => Math.Round(life.Hours, 6)));

        var ages = Enumerable.Range(1, 2_550).Select(age => (double)age).ToList();
        var together = KindLives.Together(ages);
        Assert.InRange(together.Count, 90, 100);
        Assert.Equal(2_550, together.Sum(life => life.Count));
        Assert.Equal(ages.Sum(), together.Sum(life => life.Hours * life.Count), 6);
    }

    private static LocalShard ShardOf(LifeBench bench) => new(bench.Bench.Engine, bench.Time, lives: bench.Watch);
}
