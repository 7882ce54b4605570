using OrleansTwin.Runtime.Tests.Support;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Reports;

namespace OrleansTwin.Runtime.Tests.Engine;

/// <summary>
/// Snapshots that were found damaged at a start: their twins begin anew, and the twins above go on to be what those below say.
/// </summary>
public class LostSnapshotTests
{
    private const int Seed = 5;

    [Theory]
    [InlineData(SmallPlant.Alone)]
    [InlineData(SmallPlant.Line1)]
    [InlineData(SmallPlant.Area)]
    [InlineData(SmallPlant.Line1, SmallPlant.Area, SmallPlant.Site, SmallPlant.Enterprise)]
    [InlineData(SmallPlant.Alone, SmallPlant.Line1, SmallPlant.Line2, SmallPlant.Area, SmallPlant.Site, SmallPlant.Enterprise)]
    public async Task Whatever_is_lost_parents_are_the_sum_of_their_machines_again(params string[] lost)
    {
        var plant = SmallPlant.Create();
        var inputs = Script.Write(plant, 8, 3, Seed);
        var before = await EngineBench.OpenAsync(plant);
        foreach (var input in inputs[..(inputs.Count / 2)])
            await before.ApplyAsync(input);
        await before.CheckpointAsync();
        var directory = before.CopyAsKilled();
        await before.DisposeAsync();
        foreach (var id in lost)
            await StoreFile.DamageSnapshotAsync(directory, id);

        await using var after = await EngineBench.OpenAsync(plant, directory);
        Assert.Equal(lost.Length, after.Store.Damage.Count);
        foreach (var input in inputs[(inputs.Count / 2)..])
            await after.ApplyAsync(input);
        await after.DrainAsync();

        foreach (var composite in plant.Assets.OfType<CompositeAsset>())
        {
            var machines = plant.Machines.Where(machine => machine.Id.StartsWith($"{composite.Id}/", StringComparison.Ordinal));
            Assert.Equal(
                machines.Sum(machine => LiveOf(after, machine.Id).PowerMilliwatts), LiveOf(after, composite.Id).PowerMilliwatts);
            foreach (var element in new[] { Element.CalendarTime, Element.GoodQuantity })
                Assert.Equal(await SumAsync(after, machines, element), await SumAsync(after, [composite], element));
        }
    }

    [Fact]
    public async Task A_twin_that_begins_anew_keeps_its_place_over_further_starts_until_it_has_a_snapshot()
    {
        var plant = SmallPlant.Create();
        var inputs = Script.Write(plant, 8, 1, Seed);
        var before = await EngineBench.OpenAsync(plant);
        foreach (var input in inputs)
            await before.ApplyAsync(input);
        await before.CheckpointAsync();
        var version = LiveOf(before, SmallPlant.Alone).Version;
        var directory = before.CopyAsKilled();
        await before.DisposeAsync();
        await StoreFile.DamageSnapshotAsync(directory, SmallPlant.Alone);
        for (var start = 1; start <= 2; start++)
        {
            await using var bench = await EngineBench.OpenAsync(plant, directory);
            Assert.True(LiveOf(bench, SmallPlant.Alone).Version > version, $"start {start}");
            directory = bench.CopyAsKilled();
        }

        Directory.Delete(directory, recursive: true);
    }

    private static async Task<long> SumAsync(EngineBench bench, IEnumerable<Asset> twins, Element element)
    {
        var sum = 0L;
        foreach (var twin in twins)
            sum += (await bench.SumAsync(twin.Id, SmallPlant.At(8), SmallPlant.At(14)))[element];
        return sum;
    }

    private static LiveReport LiveOf(EngineBench bench, string id) => bench.Engine.Runtime.LiveOf(id);
}
