using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Kpis;
using OrleansTwin.Twins.Machines;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Simulation;

namespace OrleansTwin.EndToEnd.Tests.Simulated;

public sealed class DemoDayTests(DemoDay day) : SimulatedDayTests(day), IClassFixture<DemoDay>;

public sealed class SmallDayTests(SmallDay day) : SimulatedDayTests(day), IClassFixture<SmallDay>;

/// <summary>
/// 24 hours of a simulated plant over a bad network, through pipeline, journal, twins and checkpoints: what the ledger answers is
/// what truly happened.
/// </summary>
public abstract class SimulatedDayTests(SimulatedDay simulated)
{
    /// <summary>Times and energies are met to one in a thousand.</summary>
    private const double Tolerance = 0.001;

    private PlantDay Day => simulated.Day;

    private IEnumerable<CompositeAsset> Composites => Day.Plant.Assets.OfType<CompositeAsset>();

    [Fact]
    public void The_network_was_as_bad_as_it_was_told_to_be()
    {
        double Share(DeliveryFate fate) => Day.Fates[fate] / (double)Day.Fates.Values.Sum();

        Assert.Equal(0.02, Share(DeliveryFate.Late), 0.002);
        Assert.Equal(0.01, Share(DeliveryFate.Duplicate), 0.001);
        Assert.Equal(0.01, Share(DeliveryFate.Disordered), 0.001);
        Assert.True(Day.Refolds > 1000, $"Expected refolds for late samples, saw {Day.Refolds}.");
        Assert.True(Day.Checkpoints > 10, $"Expected checkpoints in between, saw {Day.Checkpoints}.");
    }

    [Fact]
    public async Task Every_machine_counts_what_was_made_and_how_often_it_stopped()
    {
        foreach (var machine in Day.Plant.Machines)
            await AssertCountsAsync(machine.Id, null);
    }

    [Fact]
    public async Task Every_machine_and_line_counts_each_product_apart()
    {
        foreach (var product in Day.Plant.Products)
        {
            foreach (var asset in Day.Plant.Assets.Where(asset => asset.Kind is AssetKind.Machine or AssetKind.Line))
            {
                await AssertCountsAsync(asset.Id, product.Id);
                await AssertTimesAsync(asset.Id, product.Id);
                await AssertEnergyAsync(asset.Id, product.Id);
            }
        }
    }

    [Fact]
    public async Task Every_machine_spends_its_time_as_it_truly_did()
    {
        foreach (var machine in Day.Plant.Machines)
            await AssertTimesAsync(machine.Id, null);
    }

    [Fact]
    public async Task Every_line_counts_and_spends_its_time_as_it_truly_did_starved_and_blocked_apart()
    {
        foreach (var line in Composites)
        {
            await AssertCountsAsync(line.Id, null);
            await AssertTimesAsync(line.Id, null);
        }
    }

    [Fact]
    public async Task Energy_of_every_carrier_and_use_is_what_was_truly_used()
    {
        foreach (var asset in Day.Plant.Assets.Where(asset => asset is not SensorAsset))
            await AssertEnergyAsync(asset.Id, null);
    }

    [Fact]
    public async Task Effectiveness_and_losses_follow_from_the_truth_by_other_arithmetic()
    {
        foreach (var asset in Day.Plant.Assets.Where(asset => asset is not SensorAsset))
        {
            var (sum, truth) = (await Day.SumAsync(asset.Id), Day.TruthOf(asset.Id));
            Assert.Equal(truth.Availability, KpiTable.Value("availability", sum) ?? double.NaN, Tolerance);
            Assert.Equal(truth.Effectiveness, KpiTable.Value("effectiveness", sum) ?? double.NaN, Tolerance);
            Assert.Equal(truth.QualityRatio, KpiTable.Value("qualityRatio", sum) ?? double.NaN, 1e-12);
            Assert.Equal(truth.Oee, KpiTable.Value("oee", sum) ?? double.NaN, Tolerance);
            AssertLosses(truth, sum);
        }
    }

    [Fact]
    public async Task Parents_are_the_sums_of_their_machines_to_the_last_digit()
    {
        foreach (var product in Day.Plant.Products.Select(product => product.Id).Prepend(null))
        {
            foreach (var composite in Composites)
            {
                var sum = default(ElementVector);
                foreach (var machine in Day.MachinesBelow(composite.Id))
                    sum.Add(await Day.SumAsync(machine.Id, product));
                Assert.Equal(sum, await Day.SumAsync(composite.Id, product));
            }
        }
    }

    [Fact]
    public async Task Timelines_show_the_true_states()
    {
        foreach (var machine in Day.Plant.Machines)
        {
            var shown = await Day.TimelineAsync(machine.Id);
            var agreed = 0L;
            foreach (var truth in Day.Truth.Of(machine.Id).Intervals(Day.StartTicks, Day.EndTicks))
            {
                agreed += shown.Where(interval => interval.Class == truth.Class && interval.Product == truth.Product)
                    .Sum(interval => Math.Max(
                        0, Math.Min(interval.To.UtcTicks, truth.EndTicks) - Math.Max(interval.From.UtcTicks, truth.StartTicks)));
            }

            Assert.Equal(1, agreed / (double)TimeSpan.TicksPerDay, Tolerance);
        }
    }

    private async Task AssertCountsAsync(string id, string? product)
    {
        var (sum, truth) = (await Day.SumAsync(id, product), Day.TruthOf(id, product));
        foreach (var (element, count) in truth.Counts)
            Assert.True(
                count == sum[element], $"{element} of {id}, product {product ?? "all"}: {sum[element]}, expected {count}.");
    }

    private async Task AssertTimesAsync(string id, string? product)
    {
        var (sum, truth) = (await Day.SumAsync(id, product), Day.TruthOf(id, product));
        foreach (var (element, ticks) in truth.Times)
            AssertNear(ticks, sum[element], Tolerance * ticks, $"{element} of {id}, product {product ?? "all"}");

        // Which of two neighbours a machine waits for is a matter of seconds; they are measured by the time that was to be
        // worked.
        foreach (var (element, ticks) in truth.Causes)
            AssertNear(ticks, sum[element], Tolerance * truth.BusyTicks, $"{element} of {id}, product {product ?? "all"}");
    }

    private async Task AssertEnergyAsync(string id, string? product)
    {
        var (sum, truth) = (await Day.SumAsync(id, product), Day.TruthOf(id, product));
        foreach (var carrier in Enum.GetValues<Carrier>())
        {
            var total = truth.EnergyKwh(carrier);
            AssertNear(total, sum.EnergyKwh(carrier), Tolerance * total, $"{carrier} of {id}, product {product ?? "all"}");
            foreach (var use in Enum.GetValues<EnergyUse>())
                AssertNear(
                    truth.EnergyKwh(carrier, use), sum.EnergyKwh(carrier, use), Tolerance * total, $"{carrier} of {id} {use}");
        }
    }

    private static void AssertLosses(Expected truth, in ElementVector sum)
    {
        var seconds = SixBigLosses.Of(
            sum).ToDictionary(loss => loss.Id, loss => (loss.Ticks ?? 0) / (double)TimeSpan.TicksPerSecond);
        seconds["defects and start-up"] = seconds["processDefects"] + seconds["startUp"];
        foreach (var (loss, expected) in truth.Losses)
            AssertNear(expected, seconds[loss], Tolerance * Math.Abs(expected), loss);
    }

    private static void AssertNear(double expected, double found, double tolerance, string what) =>
        Assert.True(Math.Abs(found - expected) <= tolerance + 1e-6, $"{what}: {found}, expected {expected} ± {tolerance}.");
}
