using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.PlantFiles.Tests.Reading;

public sealed class MachineTests
{
    private const string Sensors =
        "sensors: {st: {kind: text}, p: {unit: kW}, w: {unit: W}, e: {unit: kWh}, n: {}, o: {kind: text}, "
        + "set: {role: setpoint}}\n";
    private const string Catalog =
        "products: {bolt: Bolt, nut: {name: Nut, plannedScrap: 0.1}}\nskills: {fitter: Fitter}\n"
        + "spareParts: {belt: {stock: 2, leadTime: 3d, cost: 9.5}}";

    private static PlantFileResult Parse(string keys) => PlantText.Parse(PlantText.Machine(Sensors + keys, Catalog));

    private static MachineAsset Read(string keys) => Parse(keys).Valid().Machines.Single();

    [Fact]
    public void A_state_map_takes_states_reasons_and_both_and_keeps_the_sources_word()
    {
        var states = Assert.IsType<StateTag>(
            Read("states: {sensor: st, map: {RUN: Execute, WAIT: starved, JAM: Held/breakdown, 6: Execute}}").States);
        Assert.Equal(new MachineState(PackMlState.Execute, StateReason.None, "RUN"), states.Map["RUN"]);
        Assert.Equal(new MachineState(PackMlState.Suspended, StateReason.Starved, "WAIT"), states.Map["WAIT"]);
        Assert.Equal(new MachineState(PackMlState.Held, StateReason.Breakdown, "JAM"), states.Map["JAM"]);
        Assert.Equal(new MachineState(PackMlState.Execute, StateReason.None, "6"), states.Map["6"]);
    }

    [Fact]
    public void States_can_be_derived_from_power_and_pulses() =>
        Assert.Equal(
            new DerivedStates("p", 3, 0.4, "n", 60 * TimeSpan.TicksPerSecond),
            Read("states: {power: p, executeAboveKw: 3, idleAboveKw: 0.4, pulse: n, cycleTimeout: 60s}").States);

    [Theory]
    [InlineData("", "m.states: found nothing; expected {sensor, map} or {power, executeAboveKw, idleAboveKw}")]
    [InlineData("states: always", "m.states: found \"always\"; expected {sensor, map}")]
    [InlineData("states: {sensor: st, map: {RUN: Exceute}}", "m.states.map.RUN: found \"Exceute\"; expected a PackML state")]
    [InlineData("states: {sensor: st, map: {RUN: Exceute}}", "did you mean \"Execute\"?")]
    [InlineData("states: {sensor: st, map: {RUN: Held/brakdown}}", "did you mean \"Held/breakdown\"?")]
    [InlineData("states: {sensor: state}", "m.states.sensor: found \"state\"; expected the id of a sensor of this machine")]
    [InlineData("states: {sensor: st, power: p}", "m.states.power: found \"p\"; expected no power beside sensor")]
    [InlineData("states: {power: w, executeAboveKw: 1}", "m.states.power: found \"w\", a number in W; expected a sensor in kW")]
    [InlineData(
        "states: {power: p}",
        "m.states.executeAboveKw: found nothing; expected the power from which the machine produces")]
    [InlineData(
        "states: {power: p, executeAboveKw: 1, idleAboveKw: 2}",
        "m.states.idleAboveKw: found \"2\"; expected a power not above executeAboveKw")]
    [InlineData("states: {pulse: n}", "m.states.cycleTimeout: found nothing")]
    [InlineData("states: {map: {}}", "m.states.map: found a map; expected the key sensor beside map")]
    public void A_wrong_state_source_is_refused(string keys, string expected) =>
        Assert.Contains(expected, string.Join('\n', Parse(keys).Errors), StringComparison.Ordinal);

    [Fact]
    public void Quantities_meters_context_and_cycles_are_read()
    {
        var machine = Read(
            "states: alwaysProducing\n"
            + "quantities: {n: {role: good, wrapAt: 65536, piecesPerCount: 2, cycle: true}, "
            + "st: {mode: result, results: {OK: good, NOK: scrap}}}\n"
            + "meters: {p: {carrier: electricity, gap: 5s}, e: {carrier: naturalGas, kind: counter, wrapAtKwh: 100000}}\n"
            + "context: {productSensor: st, orderSensor: o, defaultProduct: bolt}\n"
            + "idealCycle: {bolt: 1m30s, nut: 300/h, '*': 5/min}\n"
            + "microStop: 2m\nslowCycle: 1.5\nwatermark: 3s\nstateTimeout: 1h\n");

        var counter = machine.Quantities[0];
        Assert.Equal(
            new QuantitySignal("n", QuantityRole.Good, QuantityMode.Counter, 2, 65536, true) { Results = counter.Results },
            counter);
        Assert.Equal(QuantityRole.Scrap, machine.Quantities[1].Results["NOK"]);
        Assert.Equal(
            new EnergyMeter("p", Carrier.Electricity, MeterKind.PowerKw, 5 * TimeSpan.TicksPerSecond), machine.Meters[0]);
        Assert.Equal(new EnergyMeter("e", Carrier.NaturalGas, MeterKind.CumulativeKwh, WrapAtKwh: 100000), machine.Meters[1]);
        Assert.Equal(new OrderContext("st", "o", "bolt"), machine.Context);
        Assert.Equal([90, 12, 12], machine.IdealCycleTicks.Values.Select(ticks => ticks / TimeSpan.TicksPerSecond));
        Assert.Equal(
            (2 * TimeSpan.TicksPerMinute, 1.5, 3 * TimeSpan.TicksPerSecond, TimeSpan.TicksPerHour),
            (machine.MicroStopTicks, machine.SlowCycleFactor, machine.WatermarkLagTicks, machine.StateTimeoutTicks));
    }

    [Theory]
    [InlineData("quantities: {n: {}}", "m.quantities.n.role: found nothing; expected one of total, good, scrap, rework")]
    [InlineData("quantities: {st: {role: good}}", "m.quantities.st: found \"st\", a text; expected a number or boolean sensor")]
    [InlineData("quantities: {nn: {role: good}}", "m.quantities.nn: found \"nn\"; expected the id of a sensor of this machine")]
    [InlineData("quantities: {st: {mode: result}}", "m.quantities.st.results: found nothing; expected what each result means")]
    [InlineData("quantities: {set: {role: good}}", "m.quantities.set: found \"set\", a setpoint; expected a number or boolean")]
    [InlineData("quantities: {n: {role: good, mode: pulse, wrapAt: 9}}", "expected mode: counter beside wrapAt")]
    [InlineData("quantities: {n: {role: good, cycle: maybe}}", "m.quantities.n.cycle: found \"maybe\"; expected true or false")]
    [InlineData(
        "meters: {w: {carrier: electricity}}",
        "m.meters.w: found \"w\", a number in W; expected a sensor in kW for a power meter; give it unit: kW")]
    [InlineData("meters: {p: {carrier: electricity, kind: counter}}", "expected a sensor in kWh for a counter")]
    [InlineData("meters: {p: {}}", "m.meters.p.carrier: found nothing; expected one of electricity")]
    [InlineData("context: {productSensor: n}", "m.context.productSensor: found \"n\", a number in 1; expected a text sensor")]
    [InlineData(
        "context: {defaultProduct: screw}",
        "m.context.defaultProduct: found \"screw\"; expected the id of a product; known: bolt, nut")]
    [InlineData("idealCycle: 0s", "m.idealCycle: found \"0s\"; expected a time per piece")]
    [InlineData("idealCycle: {bold: 1s}", "m.idealCycle: found \"bold\"; expected the id of a product; did you mean \"bolt\"?")]
    [InlineData(
        "maintenance: {a: {duration: 1h, skills: [fiter]}}",
        "m.maintenance.a.skills[0]: found \"fiter\"; expected the id of a skill; did you mean \"fitter\"?")]
    [InlineData(
        "maintenance: {a: {duration: 1h, parts: {bolt: 1}}}",
        "m.maintenance.a.parts: found \"bolt\"; expected the id of a spare part")]
    [InlineData(
        "maintenance: {a: {duration: 1h, parts: {belt: 0}}}",
        "m.maintenance.a.parts.belt: found \"0\"; expected a whole number of at least 1")]
    [InlineData("maintenance: {a: {duration: 1h, riskMax: 2}}", "m.maintenance.a.riskMax: found \"2\"; expected a number from")]
    [InlineData("maintenance: {a: {}}", "m.maintenance.a.duration: found nothing; expected a duration")]
    public void A_wrong_reference_or_figure_is_refused(string keys, string expected) =>
        Assert.Contains(expected, Parse("states: alwaysProducing\n" + keys).OnlyError(), StringComparison.Ordinal);

    [Fact]
    public void Maintenance_and_simulation_are_read()
    {
        var machine = Read(
            "states: alwaysProducing\n"
            + "maintenance: {belts: {name: Change belts, duration: 30m, every: 90d, skills: [fitter], parts: {belt: 2}, "
            + "cost: 80, failureCost: 2500, failureStop: 6h, lostPieceCost: 1.5, riskMax: 0.05}}\n"
            + "simulation: {cycleFactor: 1.1, breakdownEvery: 2h, breakdown: 90s, minorStopEvery: 10m, minorStop: 20s, "
            + "setup: 6m, scrapRatio: 0.02, reworkRatio: 0.01, startUpScrap: 3, "
            + "powerKw: {producing: 12, idle: 3, down: 1, offShift: 0.2}}");

        var task = Assert.Single(machine.Maintenance.Tasks);
        Assert.Equal(("belts", "Change belts", 30 * TimeSpan.TicksPerMinute, 90 * TimeSpan.TicksPerDay),
            (task.Id, task.Name, task.DurationTicks, task.IntervalTicks));
        Assert.Equal(new SparePartUse("belt", 2), Assert.Single(task.SpareParts));
        Assert.Equal(
            (80, 2500, 6 * TimeSpan.TicksPerHour, 1.5, 0.05),
            (task.Cost, task.FailureCost, task.FailureStopTicks, task.LostPieceCost, task.RiskMax));
        Assert.Equal(
            new MachineSimulation
            {
                CycleFactor = 1.1, BreakdownEveryMinutes = 120, BreakdownMinutes = 1.5, MinorStopEveryMinutes = 10,
                MinorStopSeconds = 20, SetupMinutes = 6, ScrapRatio = 0.02, ReworkRatio = 0.01, StartUpScrap = 3,
                PowerProducingKw = 12, PowerIdleKw = 3, PowerDownKw = 1, PowerOffKw = 0.2,
            },
            machine.Simulation);
    }
}
