using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Machines;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Reports;
using OrleansTwin.Twins.Samples;
using OrleansTwin.Twins.Sensors;
using OrleansTwin.Twins.Simulation;
using OrleansTwin.Twins.Tests.Machines;
using OrleansTwin.Twins.Tests.Calendars;

namespace OrleansTwin.Twins.Tests.Simulation;

/// <summary>Machine twins that are fed by the emitter, in order, come to the simulation's own truth.</summary>
public class TwinAgainstTruthTests
{
    private const double Hours = 24;

    private static readonly StateTag States = new(
        "state",
        new Dictionary<string, MachineState>
        {
            ["SETUP"] = new(PackMlState.Idle, StateReason.Setup),
            ["CLEANING"] = new(PackMlState.Stopped, StateReason.PlannedStop),
        });

    private static readonly ShiftCalendar Calendar = TestCalendars.ThreeShifts() with
    {
        Shifts =
        [
            TestCalendars.Shift("early", TestCalendars.EveryDay, "06:00", "14:00",
                TestCalendars.Span("break", TestCalendars.EveryDay, "10:00", "10:30")),
            TestCalendars.Shift("late", TestCalendars.EveryDay, "14:00", "22:00"),
        ],
        WeeklyStops = [TestCalendars.Span("cleaning", TestCalendars.EveryDay, "13:15", "13:40")],
    };

    [Fact]
    public void A_day_of_two_shifts_gives_the_true_times_counts_and_energy()
    {
        var profile = TestPlants.Busy with { ReworkRatio = 0 };
        var machines = Enumerable.Range(1, 3)
            .Select(number => TestPlants.Machine($"m-{number}", profile) with { Calendar = Calendar, States = States });
        var plant = TestPlants.Line([.. machines], 3, Calendar);
        var (samples, emitter, truth) = TestPlants.Emit(plant, seed: 12, Hours + 0.1);

        foreach (var machine in plant.Machines)
            AssertSame(truth.Of(machine.Id).Totals(TestPlants.Start, TestPlants.At(Hours)), Fold(machine, emitter, samples));
    }

    private static void AssertSame(TruthTotals truth, ElementVector elements)
    {
        Assert.Equal(truth.Time(TimeClass.Producing), elements[Element.ActualProductionTime]);
        Assert.Equal(truth.Time(TimeClass.Setup), elements[Element.ActualSetupTime]);
        Assert.Equal(truth.Time(TimeClass.MinorStop), elements[Element.MinorStopTime]);
        Assert.Equal(truth.Time(TimeClass.Breakdown), elements[Element.BreakdownTime]);
        Assert.Equal(truth.Time(TimeClass.PlannedStop), elements[Element.PlannedDownTime]);
        Assert.Equal(truth.Time(TimeClass.Starved) + truth.Time(TimeClass.Blocked), elements[Element.WaitingTime]);
        Assert.Equal(truth.ProducedQuantity, elements[Element.ProducedQuantity]);
        Assert.Equal(truth.GoodQuantity, elements[Element.GoodQuantity]);
        Assert.Equal(truth.ScrapQuantity, elements[Element.ScrapQuantity]);
        Assert.Equal(truth.StartUpScrapQuantity, elements[Element.StartUpScrapQuantity]);
        Assert.Equal(truth.IdealTimeOfProducedTicks, elements[Element.IdealTimeOfProduced]);
        Assert.Equal(truth.FailureEvents, elements[Element.FailureEvents]);
        Assert.Equal(truth.MinorStopEvents, elements[Element.MinorStopEvents]);
        Assert.Equal(1, elements.EnergyKwh(Carrier.Electricity) / truth.EnergyKwh(Carrier.Electricity), 1e-5);
        Assert.Equal(
            1,
            elements.EnergyKwh(Carrier.Electricity, EnergyUse.Producing)
                / truth.EnergyKwh(Carrier.Electricity, EnergyUse.Producing),
            1e-4);
    }

    private static ElementVector Fold(MachineAsset machine, TelemetryEmitter emitter, List<EmittedSample> samples)
    {
        var known = machine.Sensors.ToList();
        var places = emitter.Sensors.Select(sensor => known.IndexOf(sensor)).ToArray();
        var sensors = machine.Sensors.Select(sensor => new SensorTwin(sensor)).ToArray();
        var twin = new MachineTwin(machine, new Dictionary<string, Product>());
        var latest = new Dictionary<long, BucketReport>();
        var taken = new List<FoldedBucket>();
        foreach (var emitted in samples.Where(sample => places[sample.Sensor] >= 0))
        {
            var place = places[emitted.Sensor];
            var sample = new Sample(emitted.AtTicks, emitted.AtTicks, emitted.Value, emitted.Value, Quality.Good, emitted.Text);
            twin.Apply(place, sample, sensors[place].Apply(sample));
            twin.TakeAll(taken);
            foreach (var folded in taken)
                latest[folded.Report.BucketTicks] = folded.Report;
            taken.Clear();
        }
        Assert.Null(twin.NextRefold);
        return Sum(latest.Values);
    }

    private static ElementVector Sum(IEnumerable<BucketReport> reports)
    {
        var sum = default(ElementVector);
        foreach (var slice in reports.SelectMany(report => report.Slices))
        {
            if (slice.Key.BucketTicks < TestPlants.At(Hours))
                sum.Add(slice.Elements);
        }
        return sum;
    }
}
