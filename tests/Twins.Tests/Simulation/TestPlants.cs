using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Simulation;

namespace OrleansTwin.Twins.Tests.Simulation;

/// <summary>Small plants in code: one line, machines that share a profile unless a test varies it.</summary>
internal static class TestPlants
{
    public const string LineId = "acme/lyon/line-1";

    public static readonly long Start = new DateTime(2026, 3, 2, 0, 0, 0, DateTimeKind.Utc).Ticks;

    /// <summary>Everything a machine can do, often enough to be seen within hours.</summary>
    public static readonly MachineSimulation Busy = new()
    {
        CycleFactor = 1.05,
        CycleCv = 0.1,
        BreakdownEveryMinutes = 90,
        BreakdownMinutes = 12,
        MinorStopEveryMinutes = 15,
        MinorStopSeconds = 40,
        SetupMinutes = 7,
        ScrapRatio = 0.03,
        ReworkRatio = 0.01,
        StartUpScrap = 3,
        PowerProducingKw = 20,
        PowerIdleKw = 6,
        PowerDownKw = 2,
        PowerOffKw = 0.3,
    };

    public static readonly IReadOnlyList<SimulatedOrder> TwoProducts = [new("A", 300), new("B", 200)];

    public static Plant Line(int machineCount, int capacity, MachineSimulation? profile = null) =>
        Line([.. Enumerable.Range(1, machineCount).Select(number => Machine($"m-{number}", profile ?? Busy))], capacity);

    public static Plant Line(IReadOnlyList<MachineAsset> machines, int capacity, ShiftCalendar? calendar = null) =>
        new()
        {
            Root = new CompositeAsset
            {
                Id = LineId,
                Name = "Line 1",
                Kind = AssetKind.Line,
                Children = machines,
                Calendar = calendar,
                Flow = [.. machines.Zip(machines.Skip(1), (from, to) => new FlowEdge(from.Id, to.Id, capacity))],
            },
            Products = [new Product("A", "A"), new Product("B", "B")],
            SimulatedOrders = new Dictionary<string, IReadOnlyList<SimulatedOrder>> { [LineId] = TwoProducts },
        };

    public static MachineAsset Machine(string localId, MachineSimulation profile) =>
        new()
        {
            Id = $"{LineId}/{localId}",
            Name = localId,
            Kind = AssetKind.Machine,
            Sensors =
            [
                Sensor(localId, "state", SignalShape.State, ValueKind.Text),
                Sensor(localId, "product", SignalShape.Product, ValueKind.Text),
                Sensor(localId, "order", SignalShape.Order, ValueKind.Text),
                Sensor(localId, "good", SignalShape.GoodCount),
                Sensor(localId, "scrap", SignalShape.ScrapCount),
                Sensor(localId, "total", SignalShape.TotalCount),
                Sensor(localId, "cycle", SignalShape.CyclePulse),
                Sensor(localId, "power", SignalShape.Power, signal: new() { RateHz = 1, Noise = 1 }, unit: "kW"),
                Sensor(localId, "energy", SignalShape.Energy, signal: new() { RateHz = 0, Noise = 1 }, unit: "kWh"),
                Sensor(
                    localId,
                    "temperature",
                    SignalShape.Thermal,
                    signal: new() { RateHz = 10, Mean = 25, Amplitude = 30, PeriodS = 300, Noise = 0.1 },
                    unit: "degC"),
            ],
            States = new StateTag("state", new Dictionary<string, MachineState>()),
            Quantities =
            [
                new QuantitySignal("total", QuantityRole.Total, QuantityMode.Counter),
                new QuantitySignal("good", QuantityRole.Good, QuantityMode.Counter),
                new QuantitySignal("scrap", QuantityRole.Scrap, QuantityMode.Counter),
            ],
            Meters = [new EnergyMeter("power", Carrier.Electricity, MeterKind.PowerKw)],
            Context = new OrderContext("product", "order"),
            IdealCycleTicks = new Dictionary<string, long>
            {
                ["A"] = 20 * TimeSpan.TicksPerSecond,
                ["*"] = 25 * TimeSpan.TicksPerSecond,
            },
            Simulation = profile,
        };

    public static SensorAsset Sensor(
        string machine,
        string localId,
        SignalShape shape,
        ValueKind kind = ValueKind.Number,
        SignalSimulation? signal = null,
        string unit = "") =>
        new()
        {
            Id = $"{LineId}/{machine}/{localId}",
            Name = localId,
            Kind = AssetKind.Sensor,
            ValueKind = kind,
            Unit = unit,
            Simulation = (signal ?? new SignalSimulation { RateHz = 0 }) with { Shape = shape },
        };

    /// <summary>Runs for some hours and gives the truth.</summary>
    public static (PlantSimulation Simulation, GroundTruth Truth) Run(Plant plant, int seed, double hours)
    {
        var simulation = new PlantSimulation(plant, Start, seed);
        var truth = new GroundTruth(simulation);
        simulation.RunUntil(At(hours));
        return (simulation, truth);
    }

    public static long At(double hours) => Start + (long)(hours * TimeSpan.TicksPerHour);

    /// <summary>Every sample up to some hours, and the sensors they are of.</summary>
    public static (List<EmittedSample> Samples, TelemetryEmitter Emitter, GroundTruth Truth) Emit(
        Plant plant, int seed, double hours, EmitOptions? options = null)
    {
        var simulation = new PlantSimulation(plant, Start, seed);
        var truth = new GroundTruth(simulation);
        var emitter = new TelemetryEmitter(simulation, options);
        var samples = new List<EmittedSample>();
        Drain(emitter, At(hours), samples);
        return (samples, emitter, truth);
    }

    public static void Drain(TelemetryEmitter emitter, long untilTicks, List<EmittedSample> samples)
    {
        for (var batch = emitter.Next(untilTicks); !batch.IsEmpty; batch = emitter.Next(untilTicks))
            samples.AddRange(batch);
    }
}
