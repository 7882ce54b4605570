using OrleansTwin.Api.Hosting;
using OrleansTwin.Twins.Health.Live;
using OrleansTwin.Twins.Machines;
using OrleansTwin.Twins.Maintenance.Orders;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;
using OrleansTwin.Twins.Sensors;
using WindowStatistics = OrleansTwin.Api.Hosting.WindowStatistics;

namespace OrleansTwin.Api.Tests.Fakes;

/// <summary>Views of a small plant: an enterprise, a site, two lines of three machines, three sensors each.</summary>
internal static class FakePlant
{
    public const string Root = "acme";
    public const string Site = "acme/lyon";
    public const string Line = "acme/lyon/line-1";
    public const string Machine = "acme/lyon/line-1/press-1";
    public const string Sensor = "acme/lyon/line-1/press-1/power";

    public static readonly DateTimeOffset Now = new(2026, 11, 21, 9, 30, 0, TimeSpan.Zero);

    public static readonly WorkOrderView WorkOrder = new(
        "wo-1", Machine, WorkOrderCause.Anomaly, WorkOrderState.Draft, Now, ["power: +4.9 standard deviations"],
        new WorkScopeView(null, "Inspection", 60, [], [], null), null, null, null,
        [new WorkStepView(Now, WorkOrderState.Draft, null, null)]);

    public static readonly DeferralView Deferral = new(
        Machine, "belt", 812.5, 0.8, 60,
        new LifeModel("Weibull life of 'belt' of press", "0a1b2c3d", "7 failures", "Presses.", Now),
        [new DeferralDelay("2d", Now.AddDays(2), 25.6, new IntervalView(0.1, 0.05, 0.2), null, new IntervalView(40, 35, 60))],
        ["failureCost of 'Change belt': no expected cost."])
    {
        Replacement = new ReplacementView(355, 300, double.PositiveInfinity, 4.5, 11.25),
    };

    public static readonly TrainedModelView Model = new(
        "press", 2, Now, "eva", "more presses", new string('a', 64), 512_000,
        new TrainedModelRecord(
            "presses.csv", new string('b', 64), 40, 8_000, Now, "Planning.", "1 regime.", "By asset.", [], ["s1", "s2"],
            [new TrainedModelFigure("80 % band, share of truths inside", 0.81, 0.76, 0.85)]),
        [new TrainedModelVersion(1, Now.AddDays(-30), "eva", null, new string('c', 64))]);

    public static readonly WorkOrderView Finished = WorkOrder with
    {
        Id = "wo-0",
        State = WorkOrderState.Done,
        Finding = new WorkFinding(true, "bearing, inner \"race\"", ""),
        Steps = [.. WorkOrder.Steps, new WorkStepView(Now.AddHours(6), WorkOrderState.Done, "eva", null)],
        Observed = new WorkObservationView(7.1, 4.3, [new HealthSignal(Sensor, 0.83, 4.9)]),
    };

    private static readonly string[] MachineNames = ["press", "mill", "washer"];

    public static IEnumerable<TwinView> Views()
    {
        yield return Composite(Root, "Acme", AssetKind.Enterprise, 6);
        yield return Composite(Site, "Lyon", AssetKind.Site, 6);
        for (var line = 1; line <= 2; line++)
        {
            var lineId = $"{Site}/line-{line}";
            yield return Composite(lineId, $"Line {line}", AssetKind.Line, 3);
            foreach (var name in MachineNames)
            {
                var id = $"{lineId}/{name}-1";
                yield return MachineOf(id, $"{char.ToUpperInvariant(name[0])}{name[1..]} {line}", PackMlState.Execute);
                yield return SensorOf($"{id}/power", "Power", "kW", 12.5);
                yield return SensorOf($"{id}/temperature", "Temperature", "degC", 48.25);
                yield return SensorOf($"{id}/vibration", "Vibration", "mm/s", 1.75);
            }
        }
    }

    public static TwinView SensorOf(string id, string name, string unit, double? value, int second = 0) =>
        new(id, name, AssetKind.Sensor, ParentOf(id))
        {
            Sensor = new SensorView(
                ValueKind.Number,
                unit,
                value,
                null,
                value,
                Now.AddSeconds(second),
                Now.AddSeconds(second),
                Quality.Good,
                false,
                0.5,
                LimitState.Normal, new LimitsView(null, 1, 80, null, 0, 3, 5, 0, false),
                new WindowStatistics(60, 600, 12, 13, 12.5, 0.1)),
        };

    public static TwinView MachineOf(string id, string name, PackMlState state) =>
        new(id, name, AssetKind.Machine, ParentOf(id))
        {
            Machine = new MachineView(
                "press",
                state,
                StateReason.None,
                null,
                ClassOf(state),
                Now.AddMinutes(-7),
                12.5,
                [$"{id}/power"],
                "bracket-a",
                "order-17",
                new PieceCounts(412, 405, 6, 1), Shift(), 0, Fresh(), true),
        };

    public static TwinView Composite(string id, string name, AssetKind kind, int machines) =>
        new(id, name, kind, ParentOf(id))
        {
            Composite = new CompositeView(
                12.5 * machines,
                machines,
                new Dictionary<TimeClass,
                int> { [TimeClass.Producing] = machines },
                OeeRule.SumBased,
                null,
                Shift(), new PieceCounts(1236, 1215, 18, 3), 1, Fresh(), true)
            {
                Health = new CompositeHealth(
                    HealthCondition.Watch, new Dictionary<HealthCondition, int> { [HealthCondition.Watch] = 1 },
                    [new MachineToLookAt(Machine, HealthCondition.Watch, 4.4, 4.3)]),
            },
        };

    public static ShiftOee Shift() => new("early", Now.AddHours(-3.5), 0.9, 0.95, 0.983, 0.9 * 0.95 * 0.983, true);

    private static Freshness Fresh() => new(Now, false, 0);

    private static TimeClass ClassOf(PackMlState state) =>
        state switch
        {
            PackMlState.Execute => TimeClass.Producing,
            PackMlState.Aborted => TimeClass.Breakdown,
            PackMlState.Suspended => TimeClass.Starved,
            _ => TimeClass.MinorStop,
        };

    private static string? ParentOf(string id) => id.LastIndexOf('/') is > 0 and var end ? id[..end] : null;
}
