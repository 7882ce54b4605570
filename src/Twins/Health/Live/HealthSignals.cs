using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Machines;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Sensors;

namespace OrleansTwin.Twins.Health.Live;

/// <summary>Which of a machine's sensors tell of its health, and what they say of a minute.</summary>
public static class HealthSignals
{
    /// <summary>A value that is not told in a minute holds for so long.</summary>
    public const long HoldTicks = 10 * Buckets.WidthTicks;

    /// <summary>
    /// Indexes of the sensors that measure something: no states, products, orders, setpoints or tools, and nothing that only
    /// counts up.
    /// </summary>
    public static int[] Of(MachineAsset machine)
    {
        ArgumentNullException.ThrowIfNull(machine);
        var binding = new SignalBinding(machine);
        var counters = machine.Meters.Where(meter => meter.Kind == MeterKind.CumulativeKwh).Select(meter => meter.Sensor)
            .ToHashSet(StringComparer.Ordinal);
        return
        [
            .. Enumerable.Range(0, machine.Sensors.Count).Where(sensor =>
                machine.Sensors[sensor] is { ValueKind: ValueKind.Number, Role: SensorRole.Measurement }
                && (binding[sensor] & ~(SignalRoles.Power | SignalRoles.Meter)) == SignalRoles.None
                && !counters.Contains(machine.Sensors[sensor].LocalId)),
        ];
    }

    /// <summary>
    /// The mean of a sensor's good values in a minute that is over; what it said last where it said nothing in it; NaN: nothing
    /// is known.
    /// </summary>
    public static double MeanOf(SensorTwin sensor, long minuteTicks)
    {
        ArgumentNullException.ThrowIfNull(sensor);
        ref readonly var present = ref sensor.Present;
        ref readonly var previous = ref sensor.Previous;
        var newest = present.StartTicks <= minuteTicks ? present : previous;
        return newest.StartTicks <= minuteTicks && minuteTicks - newest.StartTicks <= HoldTicks
            ? newest.Mean ?? double.NaN
            : double.NaN;
    }

    /// <summary>Whether the machine has produced all through since a moment.</summary>
    public static bool HasProducedSince(MachineTwin machine, long ticks)
    {
        ArgumentNullException.ThrowIfNull(machine);
        return machine.Asset.States is AlwaysProducing
            || (machine.State.State == PackMlState.Execute && machine.SinceTicks <= ticks);
    }

    /// <summary>The beginning of the newest minute that is over by a machine's own time.</summary>
    public static long MinuteOver(MachineTwin machine)
    {
        ArgumentNullException.ThrowIfNull(machine);
        return Buckets.StartOf(machine.Live.NewestSourceTicks - machine.Asset.WatermarkLagTicks) - Buckets.WidthTicks;
    }
}
