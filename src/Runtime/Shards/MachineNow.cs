using OrleansTwin.Runtime.Engine;
using OrleansTwin.Twins.Machines;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Reports;

namespace OrleansTwin.Runtime.Shards;

/// <summary>
/// What a machine does now, as far as views show it and its ledger rows don't have it. Times are UTC ticks, 0: never.
/// </summary>
internal sealed record MachineNow(string Id)
{
    /// <summary>It has told what it does, at least once: until then it counts nowhere.</summary>
    public bool IsHeard { get; init; }

    public MachineState State { get; init; }

    public TimeClass Class { get; init; } = TimeClass.Unmeasured;

    public long SinceTicks { get; init; }

    public bool HasPower { get; init; }

    public long PowerMilliwatts { get; init; }

    public string? Product { get; init; }

    public string? Order { get; init; }

    public int ActiveAlarms { get; init; }

    public long NewestSourceTicks { get; init; }

    public int StaleSensors { get; init; }

    /// <summary>Up to where its elements are settled.</summary>
    public long WatermarkTicks { get; init; }

    /// <summary>Called on the loop that owns the twin.</summary>
    public static MachineNow Of(MachineSlot slot, long nowTicks)
    {
        var twin = slot.Twin;
        return new MachineNow(twin.Id)
        {
            IsHeard = twin.Live.Version > 0,
            State = twin.State,
            Class = twin.Class,
            SinceTicks = twin.SinceTicks,
            HasPower = twin.HasPower,
            PowerMilliwatts = twin.Live.PowerMilliwatts,
            Product = twin.Product,
            Order = twin.Order,
            ActiveAlarms = twin.Live.ActiveAlarms,
            NewestSourceTicks = twin.Live.NewestSourceTicks,
            StaleSensors = slot.Sensors.Count(sensor => sensor.IsStale(nowTicks)),
            WatermarkTicks = twin.WatermarkTicks,
        };
    }

    /// <summary>A machine of which nothing was ever heard.</summary>
    public static MachineNow Unheard(MachineAsset asset) => new(asset.Id) { StaleSensors = asset.Sensors.Count };

    /// <summary>What it hands up.</summary>
    public LiveReport ToLive()
    {
        var live = new LiveReport
        {
            PowerMilliwatts = PowerMilliwatts, ActiveAlarms = ActiveAlarms, NewestSourceTicks = NewestSourceTicks,
        };
        live.Machines[Class] = IsHeard ? 1 : 0;
        return live;
    }
}
