using OrleansTwin.Twins.Composites;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Bench.Benchmarks.Folding;

/// <summary>
/// A plant of 10,000 sensors like the demo's: 20 lines of 20 machines, each with state, order and product, two counters, two
/// power meters and 18 measured values, of which three have alarm limits.
/// </summary>
internal sealed class FoldPlant
{
    public const int Lines = 20;
    public const int MachinesPerLine = 20;
    public const int SensorsPerMachine = 25;

    private static readonly string[] Names =
    [
        "state", "order", "product", "good-count", "scrap-count", "power", "compressed-air", "voltage", "cabinet-temperature",
        "air-pressure", "oil-temperature", "oil-pressure", "axis-x-load", "axis-y-load", "axis-z-load", "spindle-speed",
        "spindle-vibration", "spindle-temperature", "feed-rate", "coolant-pressure", "coolant-flow", "coolant-level",
        "clamping-pressure", "lubrication-level", "conveyor-current",
    ];

    private static readonly DayOfWeek[] EveryDay = Enum.GetValues<DayOfWeek>();

    private static readonly ShiftCalendar TwoShifts = new()
    {
        Id = "two-shifts",
        TimeZone = TimeZoneInfo.Utc,
        Shifts =
        [
            new Shift("early", EveryDay, new TimeOnly(6, 0), new TimeOnly(14, 0), []),
            new Shift("late", EveryDay, new TimeOnly(14, 0), new TimeOnly(22, 0), []),
        ],
    };

    private static readonly StateTag States = new("state", new Dictionary<string, MachineState>
    {
        ["RUN"] = new(PackMlState.Execute),
        ["FAULT"] = new(PackMlState.Held),
        ["STOP"] = new(PackMlState.Suspended),
    });

    private readonly Lock _gate = new();

    /// <param name="watermarkLagTicks">Longer than a run of samples covers, where samples come in runs.</param>
    public FoldPlant(long watermarkLagTicks)
    {
        Line = [.. Describe(Lines, MachinesPerLine, watermarkLagTicks).Root.Children.Cast<CompositeAsset>()
            .Select(line => new FoldLine(line.Id, [.. line.Children.Cast<MachineAsset>()]))];
        Root = new CompositeTwin("plant", [.. Line.Select(line => line.Twin.Id)]);
    }

    public FoldLine[] Line { get; }

    public CompositeTwin Root { get; }

    /// <summary>The plant is the one twin that both threads reach.</summary>
    public void HandUpLive(int line)
    {
        lock (_gate)
            Root.Apply(line, Line[line].Twin.Live);
    }

    /// <summary>What changed in a line's buckets goes into the plant's; nobody keeps the plant's own reports here.</summary>
    public void HandUpReports(int line)
    {
        while (Line[line].Twin.TryTakeReport(out var report))
        {
            lock (_gate)
            {
                Root.Apply(line, report);
                while (Root.TryTakeReport(out _))
                {
                }
            }
        }
    }

    /// <summary>A plant of such lines as a host takes it.</summary>
    public static Plant Describe(int lines, int machinesPerLine, long watermarkLagTicks) => new()
    {
        Root = new CompositeAsset
        {
            Id = "plant",
            Name = "plant",
            Kind = AssetKind.Enterprise,
            Children =
            [
                .. Enumerable.Range(0, lines).Select(line => new CompositeAsset
                {
                    Id = $"plant/line-{line}",
                    Name = $"Line {line}",
                    Kind = AssetKind.Line,
                    Children = [.. Enumerable.Range(0, machinesPerLine).Select(
                        number => Machine($"plant/line-{line}", number, watermarkLagTicks))],
                }),
            ],
        },
    };

    private static MachineAsset Machine(string lineId, int number, long watermarkLagTicks)
    {
        var id = $"{lineId}/machine-{number}";
        return new MachineAsset
        {
            Id = id,
            Name = $"Machine {number}",
            Kind = AssetKind.Machine,
            Calendar = TwoShifts,
            WatermarkLagTicks = watermarkLagTicks,
            Sensors = [.. Names.Select(name => Sensor(id, name))],
            States = States,
            Quantities =
            [
                new QuantitySignal("good-count", QuantityRole.Good, QuantityMode.Counter, IsCycle: true),
                new QuantitySignal("scrap-count", QuantityRole.Scrap, QuantityMode.Counter),
            ],
            Meters =
            [
                new EnergyMeter("power", Carrier.Electricity, MeterKind.PowerKw),
                new EnergyMeter("compressed-air", Carrier.CompressedAir, MeterKind.PowerKw),
            ],
            Context = new OrderContext("product", "order"),
            IdealCycleTicks = new Dictionary<string, long> { ["*"] = 10 * TimeSpan.TicksPerSecond },
        };
    }

    private static SensorAsset Sensor(string machineId, string name) => new()
    {
        Id = $"{machineId}/{name}",
        Name = name,
        Kind = AssetKind.Sensor,
        ValueKind = name is "state" or "order" or "product" ? ValueKind.Text : ValueKind.Number,
        Limits = name.EndsWith("temperature", StringComparison.Ordinal) ? new AlarmLimits(High: 45, HighHigh: 55) : null,
    };
}
