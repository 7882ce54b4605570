using System.Reflection;
using OrleansTwin.Runtime.Shards;
using OrleansTwin.Runtime.Tests.Support;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Runtime.Tests.Shards;

public sealed class ShardMapTests
{
    private static readonly Plant Plant = SmallPlant.Create();

    [Theory]
    [InlineData("acme/lyon/body/line-1", 4, 3)]
    [InlineData("acme/lyon/body/line-2", 4, 1)]
    [InlineData("acme/lyon/body/line-3", 4, 0)]
    [InlineData("acme/lyon/body/line-1", 16, 3)]
    [InlineData("acme/köln/presswerk", 16, 5)]
    [InlineData("plant", 4096, 2802)]
    public void A_line_stays_in_the_shard_that_its_store_was_made_for(string line, int count, int shard)
    {
        var map = new ShardMap(count);

        Assert.Equal(shard, map.ShardOf(line));
        Assert.Equal(shard, map.ShardOfMachine($"{line}/press"));
        Assert.Equal(shard, map.ShardOfSensor($"{line}/press/power"));
    }

    [Fact]
    public void Lines_of_like_names_are_spread_over_all_shards()
    {
        var map = new ShardMap(16);

        var lines = Enumerable.Range(1, 1600).Select(line => map.ShardOf($"acme/site/area/line-{line}"));

        Assert.All(lines.CountBy(shard => shard), shard => Assert.InRange(shard.Value, 60, 140));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Every_machine_is_in_one_part_and_that_is_the_part_of_its_shard(int count)
    {
        var map = new ShardMap(count);

        var parts = Enumerable.Range(0, count).Select(shard => map.PartOf(Plant, shard)).ToList();

        Assert.Equal(
            Plant.Machines.Select(machine => machine.Id).Order(StringComparer.Ordinal),
            parts.SelectMany(part => part.Machines).Select(machine => machine.Id).Order(StringComparer.Ordinal));
        Assert.All(parts.Index(), part => Assert.All(
            part.Item.Machines, machine => Assert.Equal(part.Index, map.ShardOfMachine(machine.Id))));
    }

    [Fact]
    public void A_part_has_the_composites_above_its_machines_and_no_others()
    {
        var map = new ShardMap(64);
        foreach (var asset in Plant.Assets.OfType<CompositeAsset>().Where(asset => asset.Id != Plant.Root.Id))
        {
            var shards = Enumerable.Range(0, map.Count).Where(shard => map.PartOf(Plant, shard).Find(asset.Id) is not null);

            Assert.Equal(map.ShardsBelow(asset), shards);
        }

        Assert.All(Enumerable.Range(0, map.Count), shard => Assert.NotNull(map.PartOf(Plant, shard).Find(Plant.Root.Id)));
    }

    [Fact]
    public void A_part_keeps_all_else_that_the_plant_says()
    {
        var part = new ShardMap(2).PartOf(Plant, 1);

        Assert.All(
            typeof(Plant).GetProperties(BindingFlags.Instance | BindingFlags.Public)
                .Where(property => property.CanWrite && property.Name != nameof(Plant.Root)),
            property => Assert.Same(property.GetValue(Plant), property.GetValue(part)));
    }

    [Fact]
    public void A_part_that_has_lost_its_other_children_does_not_begin_to_judge_flow()
    {
        var oven = SmallPlant.Machine(SmallPlant.Area, "oven");
        var area = SmallPlant.Line(SmallPlant.Area, [oven, SmallPlant.Machine(SmallPlant.Area, "robot")]);
        var mixed = Plant.WithRoot(area with { Children = [.. area.Children, SmallPlant.Line(SmallPlant.Line1, [])] });
        var map = new ShardMap(64);

        Assert.Empty(map.PartOf(mixed, map.ShardOf(SmallPlant.Area)).Root.Flow);
        Assert.NotEmpty(map.PartOf(Plant.WithRoot(area), map.ShardOf(SmallPlant.Area)).Root.Flow);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4097)]
    public void A_grid_has_a_number_of_shards_that_can_be_kept(int count) =>
        Assert.Contains("Expected: 1 to 4096", Assert.Throws<FormatException>(() => new ShardMap(count)).Message);
}
