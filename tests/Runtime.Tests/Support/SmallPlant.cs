using System.Globalization;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Runtime.Tests.Support;

/// <summary>
/// A plant in code: two lines of three machines with buffers between them, two shifts with a break and a daily stop, two
/// products; and one machine that stands beside the lines.
/// </summary>
internal static class SmallPlant
{
    public const string Enterprise = "acme";
    public const string Site = "acme/lyon";
    public const string Area = "acme/lyon/body";
    public const string Line1 = "acme/lyon/body/line-1";
    public const string Line2 = "acme/lyon/body/line-2";
    public const string Alone = "acme/lyon/body/oven";

    /// <summary>Midnight UTC of a Monday.</summary>
    public static readonly long Start = new DateTime(2026, 3, 2, 0, 0, 0, DateTimeKind.Utc).Ticks;

    /// <summary>Everything that a machine can do, often enough to be seen within hours.</summary>
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
        StartUpScrap = 3,
        PowerProducingKw = 20,
        PowerIdleKw = 6,
        PowerDownKw = 2,
        PowerOffKw = 0.3,
    };

    private static readonly DayOfWeek[] EveryDay = Enum.GetValues<DayOfWeek>();

    /// <summary>UTC; from 22:00 to 06:00 nothing is planned.</summary>
    private static readonly ShiftCalendar TwoShifts = new()
    {
        Id = "two-shifts",
        TimeZone = TimeZoneInfo.Utc,
        Shifts =
        [
            new Shift("early", EveryDay, Time("06:00"), Time("14:00"), [Span("break", "10:00", "10:30")]),
            new Shift("late", EveryDay, Time("14:00"), Time("22:00"), []),
        ],
        WeeklyStops = [Span("cleaning", "13:15", "13:40")],
    };

    private static readonly StateTag States = new(
        "state",
        new Dictionary<string, MachineState>
        {
            ["SETUP"] = new(PackMlState.Idle, StateReason.Setup),
            ["CLEANING"] = new(PackMlState.Stopped, StateReason.PlannedStop),
        });

    public static long At(double hours) => Start + (long)(hours * TimeSpan.TicksPerHour);

    /// <param name="change">Makes another machine of each.</param>
    /// <param name="supplies">Who supplies whom; null: nobody does.</param>
    public static Plant Create(
        Func<MachineAsset, MachineAsset>? change = null,
        IReadOnlyDictionary<string, IReadOnlyList<string>>? supplies = null) => Of(
    [
        Line(Line1, [.. Machines(Line1, 3, change)]),
        Line(Line2, [.. Machines(Line2, 3, change)]),
        .. Machines(Alone[..Alone.LastIndexOf('/')], ["oven"], change),
    ], supplies);

    /// <summary>The plant around what is given as the area's children.</summary>
    public static Plant Of(
        IReadOnlyList<Asset> area, IReadOnlyDictionary<string, IReadOnlyList<string>>? supplies = null) => new()
    {
        Supplies = supplies ?? new Dictionary<string, IReadOnlyList<string>>(),
        Root = Composite(
            Enterprise, AssetKind.Enterprise, [Composite(Site, AssetKind.Site, [Composite(Area, AssetKind.Area, area)])]),
        Products = [new Product("A", "A"), new Product("B", "B")],
        SimulatedOrders = new Dictionary<string, IReadOnlyList<SimulatedOrder>>
        {
            [Line1] = [new("A", 120), new("B", 90)],
            [Line2] = [new("B", 100), new("A", 80)],
        },
    };

    public static CompositeAsset Line(string id, IReadOnlyList<MachineAsset> machines, int capacity = 4) =>
        Composite(id, AssetKind.Line, machines) with
        {
            Flow = [.. machines.Zip(machines.Skip(1), (from, to) => new FlowEdge(from.Id, to.Id, capacity))],
        };

    public static MachineAsset Machine(string parentId, string localId) => new()
    {
        Id = $"{parentId}/{localId}",
        Name = localId,
        Kind = AssetKind.Machine,
        Calendar = TwoShifts,
        Sensors =
        [
            Sensor(parentId, localId, "state", SignalShape.State, ValueKind.Text),
            Sensor(parentId, localId, "product", SignalShape.Product, ValueKind.Text),
            Sensor(parentId, localId, "order", SignalShape.Order, ValueKind.Text),
            Sensor(parentId, localId, "good", SignalShape.GoodCount),
            Sensor(parentId, localId, "scrap", SignalShape.ScrapCount),
            Sensor(parentId, localId, "power", SignalShape.Power, unit: "kW", rateHz: 1),
            Sensor(parentId, localId, "temperature", SignalShape.Thermal, unit: "degC", rateHz: 0.1) with
            {
                Limits = new AlarmLimits(High: 45, Hysteresis: 1),
                StaleTicks = TimeSpan.TicksPerMinute,
            },
        ],
        States = States,
        Quantities =
        [
            new QuantitySignal("good", QuantityRole.Good, QuantityMode.Counter, IsCycle: true),
            new QuantitySignal("scrap", QuantityRole.Scrap, QuantityMode.Counter, IsCycle: true),
        ],
        Meters = [new EnergyMeter("power", Carrier.Electricity, MeterKind.PowerKw)],
        Context = new OrderContext("product", "order"),
        IdealCycleTicks = new Dictionary<string, long>
        {
            ["A"] = 20 * TimeSpan.TicksPerSecond,
            ["*"] = 25 * TimeSpan.TicksPerSecond,
        },
        Simulation = Busy,
    };

    private static CompositeAsset Composite(string id, AssetKind kind, IReadOnlyList<Asset> children) => new()
    {
        Id = id,
        Name = id[(id.LastIndexOf('/') + 1)..],
        Kind = kind,
        Children = children,
        Calendar = TwoShifts,
        OeeRule = OeeRule.SumBased,
    };

    private static IEnumerable<MachineAsset> Machines(string parentId, int count, Func<MachineAsset, MachineAsset>? change) =>
        Machines(parentId, [.. Enumerable.Range(1, count).Select(number => $"m-{number}")], change);

    private static IEnumerable<MachineAsset> Machines(
        string parentId, string[] names, Func<MachineAsset, MachineAsset>? change) =>
        names.Select(name => Machine(parentId, name)).Select(machine => change?.Invoke(machine) ?? machine);

    private static SensorAsset Sensor(
        string parentId,
        string machine,
        string localId,
        SignalShape shape,
        ValueKind kind = ValueKind.Number,
        string unit = "",
        double rateHz = 0) =>
        new()
        {
            Id = $"{parentId}/{machine}/{localId}",
            Name = localId,
            Kind = AssetKind.Sensor,
            ValueKind = kind,
            Unit = unit,
            Simulation = new SignalSimulation
            {
                Shape = shape, RateHz = rateHz, Mean = 20, Amplitude = 30, PeriodS = 300, Noise = rateHz > 0 ? 0.1 : 0,
            },
        };

    private static WeeklySpan Span(string name, string start, string end) => new(name, EveryDay, Time(start), Time(end));

    private static TimeOnly Time(string text) => TimeOnly.Parse(text, CultureInfo.InvariantCulture);
}
