using OrleansTwin.Api.Hosting;
using OrleansTwin.Runtime.Shards;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Machines;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Reports;
using OrleansTwin.Twins.Sensors;
using WindowStatistics = OrleansTwin.Api.Hosting.WindowStatistics;

namespace OrleansTwin.Runtime.Answers;

/// <summary>Live views out of twins. Called on the loop that owns the twin.</summary>
internal static class TwinViews
{
    public static TwinView Sensor(SensorTwin twin, long nowTicks)
    {
        var asset = twin.Asset;
        var latest = twin.Latest;
        return Base(asset) with
        {
            Sensor = new SensorView(
                asset.ValueKind,
                asset.Unit,
                latest is { Text: null } number ? number.Value : null,
                latest?.Text,
                latest is { Text: null } raw ? raw.RawValue : null,
                Times.OrNull(latest?.SourceTicks ?? 0),
                Times.OrNull(latest?.ReceiveTicks ?? 0),
                latest?.Quality,
                twin.IsStale(nowTicks),
                twin.RatePerS,
                twin.LimitState,
                Limits(asset.Limits),
                Window(twin)),
        };
    }

    private static LimitsView? Limits(AlarmLimits? limits) => limits is null ? null : new LimitsView(
        limits.LowLow, limits.Low, limits.High, limits.HighHigh, limits.Hysteresis, limits.Rule.Priority,
        TimeSpan.FromTicks(limits.Rule.OnDelayTicks).TotalSeconds, TimeSpan.FromTicks(limits.Rule.OffDelayTicks).TotalSeconds,
        limits.Rule.IsLatching);

    public static TwinView Machine(
        MachineAsset asset, MachineNow now, NamedSpan shift, in ElementVector sum, HealthView? health = null) => Base(asset) with
    {
        Machine = new MachineView(
            asset.Type,
            now.State.State,
            now.State.Reason,
            now.State.Label,
            now.Class,
            Times.OrNull(now.SinceTicks),
            now.HasPower ? now.PowerMilliwatts / 1e6 : null,
            PowerSensors(asset),
            now.Product,
            now.Order,
            KpiAnswers.Counts(sum),
            KpiAnswers.ShiftOee(sum, shift, now.WatermarkTicks < shift.ToTicks),
            now.ActiveAlarms,
            Fresh(now.NewestSourceTicks, now.StaleSensors),
            IsProvisional: true)
        {
            Health = health,
        },
    };

    public static TwinView Composite(CompositeAsset asset, CompositePart whole, NamedSpan shift)
    {
        var (_, live, staleSensors, sum) = whole;
        var byClass = new Dictionary<TimeClass, int>();
        var machines = 0;
        foreach (var timeClass in Enum.GetValues<TimeClass>())
        {
            if (live.Machines[timeClass] is var count && count > 0)
                byClass[timeClass] = count;
            machines += count;
        }

        return Base(asset) with
        {
            Composite = new CompositeView(
                live.PowerMilliwatts / 1e6,
                machines,
                byClass,
                asset.OeeRule,
                asset.ConstraintId,
                KpiAnswers.ShiftOee(sum, shift, isProvisional: true),
                KpiAnswers.Counts(sum),
                live.ActiveAlarms,
                Fresh(live.NewestSourceTicks, staleSensors),
                IsProvisional: true)
            {
                Health = whole.Health,
            },
        };
    }

    /// <summary>A sensor or machine that can't be asked: its last view, or what the plant says of it.</summary>
    public static TwinView OutOfReach(Asset asset, TwinView? last) => asset switch
    {
        SensorAsset sensor when (last?.Sensor ?? Sensor(new SensorTwin(sensor), 0).Sensor) is { } view =>
            Base(asset) with { Sensor = view with { IsStale = true } },
        MachineAsset machine when (last?.Machine ?? Unheard(machine)) is { } view => Base(asset) with
        {
            Machine = view with
            {
                Freshness = view.Freshness with { IsStale = true, StaleSensors = machine.Sensors.Count },
            },
        },
        _ => Base(asset),
    };

    private static MachineView Unheard(MachineAsset asset) => new(
        asset.Type, default, default, null, TimeClass.Unmeasured, null, null, PowerSensors(asset), null, null,
        KpiAnswers.Counts(default), new ShiftOee(null, null, null, null, null, null, IsProvisional: true), 0, Fresh(0, 0),
        IsProvisional: true);

    /// <summary>Paths of the sensors whose sum is the machine's electric power.</summary>
    public static IReadOnlyList<string> PowerSensors(MachineAsset asset) =>
    [
        .. asset.Meters
            .Where(meter => meter is { Kind: MeterKind.PowerKw, Carrier: Carrier.Electricity })
            .Select(meter => $"{asset.Id}/{meter.Sensor}"),
    ];

    private static TwinView Base(Asset asset) => new(asset.Id, asset.Name, asset.Kind, asset.ParentId);

    private static Freshness Fresh(long newestTicks, int staleSensors) =>
        new(Times.OrNull(newestTicks), staleSensors > 0, staleSensors);

    private static WindowStatistics? Window(SensorTwin twin)
    {
        ref readonly var window = ref twin.Previous.Count > 0 ? ref twin.Previous : ref twin.Present;
        return window.Count == 0
            ? null
            : new WindowStatistics(60, window.Count, window.Min, window.Max, window.Mean, window.StandardDeviation);
    }
}
