using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Machines;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Twins.Tests.Machines;

/// <summary>Machines to test with.</summary>
internal static class Machines
{
    public const string Id = "acme/line/press";

    /// <summary>
    /// State and product tags, counters for total and scrap, a power meter; 10 s ideal cycle for product a, 20 s for others.
    /// </summary>
    public static MachineAsset Press(ShiftCalendar? calendar = null) => new()
    {
        Id = Id,
        Name = "Press",
        Kind = AssetKind.Machine,
        Calendar = calendar,
        Sensors =
        [
            Sensor("state", ValueKind.Text), Sensor("total"), Sensor("scrap"), Sensor("power"),
            Sensor("product", ValueKind.Text), Sensor("order", ValueKind.Text), Sensor("temperature"),
        ],
        States = new StateTag("state", new Dictionary<string, MachineState>
        {
            ["SETUP"] = new(PackMlState.Idle, StateReason.Setup),
            ["FAULT"] = new(PackMlState.Aborted, StateReason.Breakdown),
            ["STARVED"] = new(PackMlState.Suspended, StateReason.Starved),
        }),
        Quantities =
        [
            new QuantitySignal("total", QuantityRole.Total, QuantityMode.Counter, IsCycle: true),
            new QuantitySignal("scrap", QuantityRole.Scrap, QuantityMode.Counter, WrapAt: 1000),
        ],
        Meters = [new EnergyMeter("power", Carrier.Electricity, MeterKind.PowerKw)],
        Context = new OrderContext("product", "order"),
        IdealCycleTicks =
            new Dictionary<string, long> { ["a"] = 10 * TimeSpan.TicksPerSecond, ["*"] = 20 * TimeSpan.TicksPerSecond },
    };

    /// <summary>A shift from 06:00 UTC with a break from 06:08 to 06:12 and a planned stop from 06:15 to 06:16.</summary>
    public static ShiftCalendar Breaks => new()
    {
        Id = "breaks",
        TimeZone = TimeZoneInfo.Utc,
        Shifts =
        [
            new Shift("early", EveryDay, new TimeOnly(6, 0), new TimeOnly(14, 0),
                [new WeeklySpan("break", EveryDay, new TimeOnly(6, 8), new TimeOnly(6, 12))]),
        ],
        WeeklyStops = [new WeeklySpan("cleaning", EveryDay, new TimeOnly(6, 15), new TimeOnly(6, 16))],
    };

    private static DayOfWeek[] EveryDay => Enum.GetValues<DayOfWeek>();

    public static SensorAsset Sensor(string localId, ValueKind kind = ValueKind.Number) => new()
    {
        Id = $"{Id}/{localId}",
        Name = localId,
        Kind = AssetKind.Sensor,
        ValueKind = kind,
    };

    /// <summary>Closed buckets, and a copy of the open one where it is due.</summary>
    public static void TakeAll(this MachineTwin twin, List<FoldedBucket> reports)
    {
        twin.TakeReports(reports);
        if (twin.TryTakeOpen(out var open))
            reports.Add(new FoldedBucket(open.ToReport(), twin.Opening));
    }

    public static double Seconds(this in ElementVector elements, Element element) =>
        elements[element] / (double)TimeSpan.TicksPerSecond;

    /// <summary>Slices as text, in order of key: every place that is not zero.</summary>
    public static string Describe(IEnumerable<ElementSlice> slices) => string.Join("\n", slices
        .Select(slice => $"{slice.Key}: {string.Join(", ", Places(slice.Elements))}").Order(StringComparer.Ordinal));

    private static IEnumerable<string> Places(ElementVector elements) => Enumerable.Range(0, ElementVector.Length)
        .Where(place => elements[place] != 0)
        .Select(
            place => $"{(place < ElementVector.ElementMax ? ((Element)place).ToString() : $"energy {place}")} {elements[place]}");
}
