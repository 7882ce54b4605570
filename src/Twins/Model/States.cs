namespace OrleansTwin.Twins.Model;

/// <summary>PackML (ISA-TR88.00.02) states with the standard's numbers.</summary>
public enum PackMlState : byte
{
    Undefined = 0,
    Clearing = 1,
    Stopped = 2,
    Starting = 3,
    Idle = 4,
    Suspended = 5,
    Execute = 6,
    Stopping = 7,
    Aborting = 8,
    Aborted = 9,
    Holding = 10,
    Held = 11,
    Unholding = 12,
    Suspending = 13,
    Unsuspending = 14,
    Resetting = 15,
    Completing = 16,
    Complete = 17,
}

/// <summary>Why a machine is in its state, where the source tells. It refines the state's own meaning.</summary>
public enum StateReason : byte
{
    None = 0,
    Setup = 1,
    Starved = 2,
    Blocked = 3,
    Breakdown = 4,
    PlannedStop = 5,
    CorrectiveMaintenance = 6,
    PreventiveMaintenance = 7,
}

/// <summary>
/// A machine's state as its timeline shows it; <paramref name="Label"/> is the source's own word, where it sent one.
/// </summary>
public readonly record struct MachineState(PackMlState State, StateReason Reason = StateReason.None, string? Label = null);

/// <summary>Where a machine's state comes from: a tag that says it, or signals it is derived from.</summary>
public abstract record StateSource;

/// <summary>
/// A state tag. <see cref="Map"/> takes the tag's text (numbers in invariant form, <c>6</c>) to a state; a value that it lacks is
/// read as a PackML name, then as a PackML number, and is <see cref="PackMlState.Undefined"/> otherwise (unmeasured time,
/// counted).
/// </summary>
public sealed record StateTag(string Sensor, IReadOnlyDictionary<string, MachineState> Map) : StateSource;

/// <summary>
/// States derived from signals. Power: at or above <see cref="ExecuteAboveKw"/> Execute, at or above <see cref="IdleAboveKw"/>
/// Idle, below Stopped. Pulses: a pulse is Execute until <see cref="CycleTimeoutTicks"/> pass without another; a pulse source
/// wins over power for Execute. At least one of the two sensors (local ids) is set.
/// </summary>
public sealed record DerivedStates(
    string? PowerSensor, double ExecuteAboveKw, double IdleAboveKw, string? PulseSensor, long CycleTimeoutTicks) : StateSource;

/// <summary>No state source: the machine counts as producing while its shift runs (meters, utilities).</summary>
public sealed record AlwaysProducing : StateSource;
