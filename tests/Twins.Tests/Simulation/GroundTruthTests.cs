using System.Text.Json;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Machines;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Simulation;

namespace OrleansTwin.Twins.Tests.Simulation;

public class GroundTruthTests
{
    [Fact]
    public void Times_cover_the_window_and_hours_and_products_add_up_to_the_day()
    {
        var (_, truth) = TestPlants.Run(TestPlants.Line(3, 2), seed: 9, hours: 24);
        foreach (var machine in truth.Machines)
        {
            var day = machine.Totals(TestPlants.Start, TestPlants.At(24));
            var hours = Enumerable.Range(0, 24)
                .Select(hour => machine.Totals(TestPlants.At(hour), TestPlants.At(hour + 1))).ToList();
            var products = new[] { "A", "B" }
                .Select(product => machine.Totals(TestPlants.Start, TestPlants.At(24), product)).ToList();

            Assert.Equal(TimeSpan.TicksPerDay, day.TimeTicks.Values.Sum());
            foreach (var parts in new[] { hours, products })
            {
                Assert.Equal(day.ProducedQuantity, parts.Sum(part => part.ProducedQuantity));
                Assert.Equal(day.IdealTimeOfProducedTicks, parts.Sum(part => part.IdealTimeOfProducedTicks));
                Assert.Equal(day.FailureEvents, parts.Sum(part => part.FailureEvents));
                Assert.Equal(day.Time(TimeClass.Breakdown), parts.Sum(part => part.Time(TimeClass.Breakdown)));
                Assert.Equal(day.EnergyKwh(Carrier.Electricity), parts.Sum(part => part.EnergyKwh(Carrier.Electricity)), 9);
            }
            Assert.Equal(day.ProducedQuantity, day.GoodQuantity + day.ScrapQuantity + day.ReworkQuantity);
        }
    }

    [Fact]
    public void Oee_from_the_truth_is_what_the_profile_says()
    {
        // Alone, without setups: availability, performance and quality follow from the profile.
        var profile = TestPlants.Busy with { SetupMinutes = 0, StartUpScrap = 0, ReworkRatio = 0 };
        var (_, truth) = TestPlants.Run(TestPlants.Line([TestPlants.Machine("m-1", profile)], 0), seed: 9, hours: 24 * 60);
        var totals = truth.Machines[0].Totals(TestPlants.Start, TestPlants.At(24 * 60));

        var busy = totals.TimeTicks.Values.Sum();
        var availability = (double)totals.Time(TimeClass.Producing) / busy;
        var performance = (double)totals.IdealTimeOfProducedTicks / totals.Time(TimeClass.Producing);
        var quality = (double)totals.GoodQuantity / totals.ProducedQuantity;
        Assert.Equal(1 / (1 + (12.0 / 90) + (40.0 / 60 / 15)), availability, 0.01);
        Assert.Equal(1 / 1.05, performance, 0.002);
        Assert.Equal(0.97, quality, 0.003);
    }

    [Fact]
    public void A_stop_counts_by_its_length_unless_the_state_text_says_breakdown()
    {
        var machine = TestPlants.Machine("m-1", TestPlants.Busy);
        var says = new Dictionary<string, MachineState> { ["FAULT"] = new(PackMlState.Aborted, StateReason.Breakdown) };
        var byLength = TestPlants.Run(TestPlants.Line([machine], 0), seed: 9, hours: 24).Truth.Machines[0];
        var byText = TestPlants.Run(
            TestPlants.Line([machine with { States = new StateTag("state", says) }], 0), seed: 9, hours: 24).Truth.Machines[0];

        var stops = byLength.Intervals(TestPlants.Start, TestPlants.At(23))
            .Where(interval => interval.Cause == TimeClass.Breakdown).ToList();
        Assert.All(stops, stop => Assert.Equal(
            stop.EndTicks - stop.StartTicks > machine.MicroStopTicks ? TimeClass.Breakdown : TimeClass.MinorStop, stop.Class));
        Assert.Contains(stops, stop => stop.Class == TimeClass.MinorStop);
        Assert.All(
            byText.Intervals(TestPlants.Start, TestPlants.At(23)).Where(interval => interval.Cause == TimeClass.Breakdown),
            interval => Assert.Equal(TimeClass.Breakdown, interval.Class));
    }

    [Fact]
    public void Energy_by_use_is_power_times_time_where_power_does_not_ripple()
    {
        var machine = TestPlants.Machine("m-1", TestPlants.Busy);
        var steady = machine with
        {
            Sensors = [.. machine.Sensors.Select(sensor => sensor with { Simulation = sensor.Simulation! with { Noise = 0 } })],
        };
        var truth = TestPlants.Run(TestPlants.Line([steady], 0), seed: 9, hours: 24).Truth.Machines[0];
        var totals = truth.Totals(TestPlants.Start, TestPlants.At(24));
        var producingHours = totals.Time(TimeClass.Producing) / (double)TimeSpan.TicksPerHour;
        var setupHours = totals.Time(TimeClass.Setup) / (double)TimeSpan.TicksPerHour;
        Assert.Equal(20 * producingHours, totals.EnergyKwh(Carrier.Electricity, EnergyUse.Producing), 6);
        Assert.Equal(6 * setupHours, totals.EnergyKwh(Carrier.Electricity, EnergyUse.Setup), 6);
    }

    [Fact]
    public void The_report_can_be_written_as_json()
    {
        var (_, truth) = TestPlants.Run(TestPlants.Line(2, 2), seed: 9, hours: 8);
        var report = truth.Report(TestPlants.Start, TestPlants.At(8));
        using var json = JsonDocument.Parse(JsonSerializer.Serialize(report));
        var machine = json.RootElement.GetProperty("Machines")[1];
        Assert.Equal(truth.Machines[1].Pieces.Count, machine.GetProperty("Totals").GetProperty("ProducedQuantity").GetInt32());
        var times = machine.GetProperty("ByProduct").GetProperty("A").GetProperty("TimeTicks");
        Assert.True(times.GetProperty("Producing").GetInt64() > 0, "product A was never produced");
    }

    [Fact]
    public void A_truth_that_would_grow_beyond_its_limit_refuses()
    {
        var simulation = new PlantSimulation(TestPlants.Line(2, 2), TestPlants.Start, 1);
        var truth = new GroundTruth(simulation, entryMax: 100);
        var error = Assert.Throws<InvalidOperationException>(() => simulation.RunUntil(TestPlants.At(8)));
        Assert.Contains("100 entries", error.Message, StringComparison.Ordinal);
        Assert.InRange(truth.Machines[0].Pieces.Count, 1, 100);
    }
}
