using System.Runtime.InteropServices;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Machines;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Simulation;

namespace OrleansTwin.Twins.Tests.Simulation;

public class TelemetryEmitterTests
{
    private const double Hours = 8;

    [Fact]
    public void Counters_end_at_the_true_counts_and_rise_at_the_exact_moment()
    {
        var (samples, emitter, truth) = TestPlants.Emit(TestPlants.Line(3, 2), seed: 4, Hours);
        foreach (var machine in truth.Machines)
        {
            var total = Of(samples, emitter, machine, "total");
            var good = Of(samples, emitter, machine, "good");
            var rises = total.Zip(total.Skip(1))
                .Where(pair => pair.Second.Value > pair.First.Value).Select(pair => pair.Second.AtTicks);
            Assert.Equal(machine.Pieces.Select(piece => piece.AtTicks), rises);
            Assert.Equal(machine.Pieces.Count(piece => piece.Result == PieceResult.Good), good[^1].Value);
            Assert.Equal(0, total[0].Value);
            Assert.Equal(TestPlants.Start, total[0].AtTicks);
        }
    }

    [Fact]
    public void State_texts_hold_exactly_as_long_as_the_true_states()
    {
        var (samples, emitter, truth) = TestPlants.Emit(TestPlants.Line(3, 2), seed: 4, Hours);
        foreach (var machine in truth.Machines)
        {
            var times = TimeByText(Of(samples, emitter, machine, "state"));
            var totals = machine.Intervals(TestPlants.Start, TestPlants.At(Hours))
                .GroupBy(interval => interval.Cause)
                .ToDictionary(group => group.Key, group => group.Sum(interval => interval.EndTicks - interval.StartTicks));
            Assert.Equal(totals.GetValueOrDefault(TimeClass.Producing), times["Execute"]);
            Assert.Equal(totals.GetValueOrDefault(TimeClass.MinorStop), times["Held"]);
            Assert.Equal(
                totals.GetValueOrDefault(TimeClass.Starved) + totals.GetValueOrDefault(TimeClass.Blocked),
                times.GetValueOrDefault("Suspended"));
        }
    }

    [Fact]
    public void State_texts_are_the_words_of_the_machines_own_map()
    {
        var map = new Dictionary<string, MachineState>
        {
            ["RUN"] = new(PackMlState.Execute),
            ["SETUP"] = new(PackMlState.Idle, StateReason.Setup),
            ["NO PART"] = new(PackMlState.Suspended, StateReason.Starved),
            ["FULL"] = new(PackMlState.Suspended, StateReason.Blocked),
            ["WAIT"] = new(PackMlState.Suspended),
        };
        var machines = new[] { "m-1", "m-2" }
            .Select(name => TestPlants.Machine(name, TestPlants.Busy) with { States = new StateTag("state", map) }).ToList();
        var plant = TestPlants.Line(machines, 1);

        var plain = Texts(plant, new EmitOptions());
        Assert.Superset(new HashSet<string> { "RUN", "SETUP", "WAIT", "Held", "Aborted" }, plain);
        Assert.DoesNotContain("NO PART", plain);
        var telling = Texts(plant, new EmitOptions { TellsFlowReason = true });
        Assert.Superset(new HashSet<string> { "RUN", "NO PART", "FULL" }, telling);
        Assert.DoesNotContain("WAIT", telling);
    }

    [Fact]
    public void A_trapezoid_over_the_power_samples_equals_the_true_energy()
    {
        var (samples, emitter, truth) = TestPlants.Emit(TestPlants.Line(3, 2), seed: 4, Hours);
        foreach (var machine in truth.Machines)
        {
            var power = Of(samples, emitter, machine, "power");
            var integralKwh = power.Zip(power.Skip(1))
                .Sum(pair => (pair.First.Value + pair.Second.Value) / 2 * (pair.Second.AtTicks - pair.First.AtTicks))
                / TimeSpan.TicksPerHour;
            var trueKwh = machine.Totals(TestPlants.Start, power[^1].AtTicks).EnergyKwh(Carrier.Electricity);
            Assert.Equal(1, integralKwh / trueKwh, 1e-5);

            var energy = Of(samples, emitter, machine, "energy")[^1];
            Assert.Equal(1, energy.Value / machine.Totals(TestPlants.Start, energy.AtTicks).EnergyKwh(Carrier.Electricity), 2e-4);
        }
    }

    [Fact]
    public void Every_completed_cycle_is_one_rising_edge_of_the_pulse()
    {
        var (samples, emitter, truth) = TestPlants.Emit(TestPlants.Line(2, 2), seed: 4, Hours);
        foreach (var machine in truth.Machines)
        {
            var pulse = Of(samples, emitter, machine, "cycle");
            var edges = pulse.Zip(pulse.Skip(1))
                .Where(pair => pair is { First.Value: 0, Second.Value: 1 }).Select(pair => pair.Second.AtTicks);
            Assert.Equal(machine.Pieces.Select(piece => piece.AtTicks), edges);
        }
    }

    [Fact]
    public void Counters_wrap_count_in_steps_and_tell_results_as_the_model_says()
    {
        var machine = TestPlants.Machine("m-1", TestPlants.Busy with { ReworkRatio = 0.2 });
        machine = machine with
        {
            Sensors =
            [
                .. machine.Sensors,
                TestPlants.Sensor("m-1", "rework", SignalShape.ReworkCount),
                TestPlants.Sensor("m-1", "result", SignalShape.PieceResult, ValueKind.Text),
            ],
            Quantities =
            [
                new QuantitySignal("total", QuantityRole.Total, QuantityMode.Counter, PiecesPerCount: 4, WrapAt: 50),
                new QuantitySignal("result", QuantityRole.Total, QuantityMode.Result)
                {
                    Results = new Dictionary<string, QuantityRole> { ["OK"] = QuantityRole.Good, ["NOK"] = QuantityRole.Scrap },
                },
            ],
        };
        var (samples, emitter, truth) = TestPlants.Emit(TestPlants.Line([machine], 0), seed: 4, Hours);
        var pieces = truth.Machines[0].Pieces;
        Assert.Equal(pieces.Count / 4 % 50, Of(samples, emitter, truth.Machines[0], "total")[^1].Value);
        Assert.Equal(
            pieces.Count(piece => piece.Result == PieceResult.Rework),
            Of(samples, emitter, truth.Machines[0], "rework")[^1].Value);
        Assert.Equal(
            pieces.Select(piece => piece.Result switch { PieceResult.Good => "OK", PieceResult.Scrap => "NOK", _ => "Rework" }),
            Of(samples, emitter, truth.Machines[0], "result").Select(sample => sample.Text));
    }

    [Fact]
    public void Samples_come_in_order_of_time_and_each_sensor_once_at_a_time()
    {
        var (samples, _, _) = TestPlants.Emit(TestPlants.Line(3, 2), seed: 4, Hours);
        Assert.All(samples.Zip(samples.Skip(1)), pair => Assert.True(pair.First.AtTicks <= pair.Second.AtTicks));
        Assert.Equal(samples.Count, samples.DistinctBy(sample => (sample.Sensor, sample.AtTicks)).Count());
    }

    [Fact]
    public void How_the_caller_slices_time_makes_no_difference()
    {
        var plant = TestPlants.Line(3, 2);
        var whole = TestPlants.Emit(plant, seed: 4, hours: 1).Samples;

        var emitter = new TelemetryEmitter(new PlantSimulation(plant, TestPlants.Start, 4), new EmitOptions { BatchSize = 7 });
        var sliced = new List<EmittedSample>();
        for (var until = TestPlants.Start; until <= TestPlants.At(1); until += 73 * TimeSpan.TicksPerMillisecond)
            TestPlants.Drain(emitter, until, sliced);
        TestPlants.Drain(emitter, TestPlants.At(1), sliced);

        Assert.Equal(whole.Count, sliced.Count);
        Assert.True(MemoryExtensions.SequenceEqual(CollectionsMarshal.AsSpan(whole), CollectionsMarshal.AsSpan(sliced)));
    }

    [Fact]
    public void Leaving_sensors_out_changes_neither_the_truth_nor_the_others()
    {
        var plant = TestPlants.Line(2, 2);
        var (all, emitter, truth) = TestPlants.Emit(plant, seed: 4, hours: 2);
        var (few, lean, leanTruth) = TestPlants.Emit(plant, seed: 4, hours: 2, new EmitOptions { OnlyKpiSensors = true });

        Assert.DoesNotContain(lean.Sensors, sensor => sensor.LocalId == "temperature");
        Assert.Equal(truth.Machines[1].Pieces, leanTruth.Machines[1].Pieces);
        Assert.Equal(
            Of(all, emitter, truth.Machines[1], "power").Select(sample => sample.Value),
            Of(few, lean, leanTruth.Machines[1], "power").Select(sample => sample.Value));
    }

    [Fact]
    public void A_planted_drift_begins_after_its_hours()
    {
        var signal = new SignalSimulation { RateHz = 1, Mean = 50, DriftPerHour = 6, FaultAfterHours = 1 };
        var machine = WithSensor(TestPlants.Sensor("m-1", "oil", SignalShape.Constant, signal: signal));
        var (samples, emitter, truth) = TestPlants.Emit(TestPlants.Line([machine], 0), seed: 1, hours: 2);
        var oil = Of(samples, emitter, truth.Machines[0], "oil");
        Assert.All(oil.Where(sample => sample.AtTicks <= TestPlants.At(1)), sample => Assert.Equal(50, sample.Value));
        Assert.Equal(56, oil[^1].Value, 2);
    }

    [Fact]
    public void The_source_sends_what_conditioning_takes_back_to_the_true_value()
    {
        var conditioning = new Conditioning
        {
            Gain = 0.5,
            Offset = -3,
            Curve = [new(0, 0), new(10, 20), new(20, 50)],
            SourceUnit = "degF",
            ClockOffsetTicks = TimeSpan.TicksPerHour,
        };
        var sensor = TestPlants.Sensor("m-1", "oil", SignalShape.Constant, signal: new() { Mean = 0 }, unit: "degC");
        var machine = WithSensor(sensor with { Conditioning = conditioning });
        var (samples, emitter, truth) = TestPlants.Emit(TestPlants.Line([machine], 0), seed: 1, hours: 0.1);
        var oil = Of(samples, emitter, truth.Machines[0], "oil")[0];
        // 0 °C is 32 °F, on the curve's second segment at x = 14, which is raw 34.
        Assert.Equal(34, oil.Value, 9);
        Assert.Equal(TestPlants.Start - TimeSpan.TicksPerHour, oil.AtTicks);
    }

    private static MachineAsset WithSensor(SensorAsset sensor)
    {
        var machine = TestPlants.Machine("m-1", TestPlants.Busy);
        return machine with { Sensors = [.. machine.Sensors, sensor] };
    }

    private static List<EmittedSample> Of(
        List<EmittedSample> samples, TelemetryEmitter emitter, MachineTruth machine, string sensor)
    {
        var index = emitter.Sensors.Select(candidate => candidate.Id).ToList().IndexOf($"{machine.MachineId}/{sensor}");
        return [.. samples.Where(sample => sample.Sensor == index)];
    }

    private static Dictionary<string, long> TimeByText(List<EmittedSample> states)
    {
        var ends = states.Skip(1).Select(sample => sample.AtTicks).Append(TestPlants.At(Hours));
        return states.Zip(ends)
            .GroupBy(pair => pair.First.Text!)
            .ToDictionary(group => group.Key, group => group.Sum(pair => pair.Second - pair.First.AtTicks));
    }

    private static HashSet<string> Texts(Plant plant, EmitOptions options)
    {
        var (samples, emitter, _) = TestPlants.Emit(plant, seed: 4, Hours, options);
        return [.. samples.Where(sample => emitter.Sensors[sample.Sensor].LocalId == "state").Select(sample => sample.Text!)];
    }
}
