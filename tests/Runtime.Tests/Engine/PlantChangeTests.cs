using OrleansTwin.Runtime.Tests.Support;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Reports;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Runtime.Tests.Engine;

/// <summary>Another version of the plant comes into force while telemetry flows.</summary>
public class PlantChangeTests
{
    private const string Changed = $"{SmallPlant.Line1}/m-1";
    private const string Removed = $"{SmallPlant.Line1}/m-3";

    [Fact]
    public async Task Twins_that_a_change_does_not_touch_keep_their_state_to_the_last_byte()
    {
        var inputs = Script.Write(SmallPlant.Create(), 8, 2, 3);
        await using var unchanged = await PlayAsync(inputs, []);
        await using var changed = await PlayAsync(
            inputs,
            [ChangedPlant.WithChanges(), ChangedPlant.WithoutMachine(), SmallPlant.Create(), ChangedPlant.WithChanges()]);

        var (expected, found) = (await unchanged.ReadAllAsync(), await changed.ReadAllAsync());
        foreach (var id in new[] { $"{SmallPlant.Line2}/", $"{SmallPlant.Line2} ", SmallPlant.Alone })
            Ledgers.AssertSame(Below(expected, id), Below(found, id), id);
    }

    [Fact]
    public async Task Nothing_is_lost_and_parents_stay_the_sums_of_all_that_ever_were_below_them()
    {
        var inputs = Script.Write(SmallPlant.Create(), 8, 2, 4);
        await using var unchanged = await PlayAsync(inputs, []);
        await using var changed = await PlayAsync(
            inputs,
            [
                ChangedPlant.WithChanges(), ChangedPlant.WithoutMachine(),
                ChangedPlant.WithChanges(), ChangedPlant.WithoutMachine(),
            ]);

        Assert.Equal(WithoutCauses(await DayAsync(unchanged, Changed)), WithoutCauses(await DayAsync(changed, Changed)));
        Assert.NotEqual(0, (await DayAsync(changed, Removed))[Element.ProducedQuantity]);
        foreach (var line in new[] { SmallPlant.Line1, SmallPlant.Line2 })
        {
            var sum = default(ElementVector);
            for (var machine = 1; machine <= 4; machine++)
                sum.Add(await DayAsync(changed, $"{line}/m-{machine}"));
            Assert.Equal(sum, await DayAsync(changed, line));
        }

        var lines = await DayAsync(changed, SmallPlant.Line1) + await DayAsync(changed, SmallPlant.Line2)
            + await DayAsync(changed, SmallPlant.Alone);
        foreach (var id in new[] { SmallPlant.Area, SmallPlant.Site, SmallPlant.Enterprise })
            Assert.Equal(lines, await DayAsync(changed, id));
    }

    [Fact]
    public async Task A_machine_that_leaves_is_gone_from_the_live_view_of_all_above_it_at_once()
    {
        await using var bench = await EngineBench.OpenAsync(SmallPlant.Create());
        await bench.CommitAsync($"{Removed}/power", new Sample(SmallPlant.At(7), 12.5));
        await bench.CommitAsync($"{Changed}/power", new Sample(SmallPlant.At(7), 3.5));
        await bench.DrainAsync();
        Assert.Equal(16_000_000, bench.Engine.Runtime.LiveOf(SmallPlant.Enterprise).PowerMilliwatts);

        await bench.ReplacePlantAsync(ChangedPlant.WithoutMachine());

        foreach (var id in new[] { SmallPlant.Line1, SmallPlant.Area, SmallPlant.Site, SmallPlant.Enterprise })
            Assert.Equal(3_500_000, bench.Engine.Runtime.LiveOf(id).PowerMilliwatts);
    }

    [Fact]
    public async Task A_line_whose_flow_changes_goes_on_telling_starved_from_blocked()
    {
        var inputs = Script.Write(SmallPlant.Create(), 14, 3, 5);
        await using var changed = await PlayAsync(
            inputs,
            [ChangedPlant.WithChanges(), SmallPlant.Create(), ChangedPlant.WithChanges()]);

        var last = await changed.SumAsync(SmallPlant.Line1, SmallPlant.At(16), SmallPlant.At(17));
        Assert.True(last[Element.StarvedTime] > 0 && last[Element.BlockedTime] > 0);
        Assert.InRange(last[Element.WaitingTime], 0, (last[Element.StarvedTime] + last[Element.BlockedTime]) / 20);
        var rows = await changed.Store.Ledger.ReadRowsAsync(
            changed.KeyOf($"{SmallPlant.Line1}/m-2"), ReportPart.Flow, SmallPlant.At(16), SmallPlant.At(17));
        Assert.NotEmpty(rows);
    }

    [Fact]
    public async Task A_sensor_that_is_added_is_routed_at_once_and_one_that_left_goes_on_into_history()
    {
        await using var bench = await EngineBench.OpenAsync(SmallPlant.Create());
        await bench.ReplacePlantAsync(ChangedPlant.WithChanges());
        await bench.CommitAsync($"{Changed}/vibration", new Sample(SmallPlant.At(8), 3.5));
        await bench.DrainAsync();
        var slot = bench.Engine.Runtime.Machines[Changed].Machine;
        Assert.Equal(3.5, slot.Sensors[slot.Twin.Asset.IndexOf("vibration")].Latest?.Value);

        await bench.ReplacePlantAsync(ChangedPlant.WithoutMachine());
        await bench.CommitAsync($"{Removed}/power", new Sample(SmallPlant.At(8), 7));
        await bench.CheckpointAsync();
        Assert.Single(await bench.Store.History.ReadAsync(bench.KeyOf($"{Removed}/power"), 0, DateTime.MaxValue.Ticks));
    }

    [Fact]
    public async Task Telemetry_goes_on_while_versions_are_exchanged()
    {
        var inputs = Script.Write(SmallPlant.Create(), 8, 1, 6);
        await using var unchanged = await PlayAsync(inputs, []);
        await using var changed = await EngineBench.OpenAsync(SmallPlant.Create());
        var telemetry = Task.Run(async () =>
        {
            foreach (var input in inputs)
                await changed.ApplyAsync(input);
        });
        for (var version = 0; !telemetry.IsCompleted; version++)
            await changed.ReplacePlantAsync(version % 2 == 0 ? ChangedPlant.WithChanges() : SmallPlant.Create());
        await telemetry;
        await changed.CheckpointAsync();

        Assert.Equal(await DayAsync(unchanged, SmallPlant.Line2), await DayAsync(changed, SmallPlant.Line2));
        Assert.Equal(WithoutCauses(await DayAsync(unchanged, Changed)), WithoutCauses(await DayAsync(changed, Changed)));
    }

    private static async Task<EngineBench> PlayAsync(List<Input> inputs, IReadOnlyList<Plant> versions)
    {
        var bench = await EngineBench.OpenAsync(SmallPlant.Create());
        foreach (var (place, input) in inputs.Index())
        {
            await bench.ApplyAsync(input);
            var every = inputs.Count / (versions.Count + 1);
            if (place % every == every - 1 && place / every < versions.Count)
                await bench.ReplacePlantAsync(versions[place / every]);
        }

        await bench.CheckpointAsync();
        return bench;
    }

    private static async Task<ElementVector> DayAsync(EngineBench bench, string id) =>
        bench.Store.Names.TryGetKey(id, out _) ? await bench.SumAsync(id, SmallPlant.At(0), SmallPlant.At(24)) : default;

    /// <summary>Other buffers tell other causes of the same waiting.</summary>
    private static ElementVector WithoutCauses(ElementVector sum)
    {
        sum[Element.WaitingTime] += sum[Element.StarvedTime] + sum[Element.BlockedTime];
        (sum[Element.StarvedTime], sum[Element.BlockedTime]) = (0, 0);
        return sum;
    }

    private static SortedDictionary<string, string> Below(SortedDictionary<string, string> lines, string prefix) =>
        new(lines.Where(line => line.Key.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(), StringComparer.Ordinal);
}
