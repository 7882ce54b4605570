using OrleansTwin.Twins.Calendars;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Twins.Machines;

/// <summary>
/// What a PackML state means for time and energy. The plan decides first: outside planned operation nothing but production
/// counts. Then the reason, where the source gives one; then the state's own meaning (Held is the machine's own cause, Suspended
/// its surroundings').
/// </summary>
public static class TimeClasses
{
    /// <summary>
    /// The class of a state under a plan. An own interruption comes back as <see cref="TimeClass.MinorStop"/>; only time can tell
    /// whether it is a breakdown.
    /// </summary>
    public static TimeClass Of(in MachineState state, PlanKind plan) =>
        IsProducing(state.State) ? TimeClass.Producing
        : plan == PlanKind.Off ? TimeClass.Off
        : plan == PlanKind.PlannedStop ? TimeClass.PlannedStop
        : OfReason(state.Reason) ?? OfState(state.State);

    public static bool IsProducing(PackMlState state) => state is PackMlState.Execute or PackMlState.Completing;

    /// <summary>
    /// What energy is used for. It follows the state and not the length of an interruption, so that it never has to be moved
    /// afterwards.
    /// </summary>
    public static EnergyUse UseOf(in MachineState state, TimeClass timeClass) =>
        timeClass switch
        {
            TimeClass.Producing => EnergyUse.Producing,
            TimeClass.Setup => EnergyUse.Setup,
            TimeClass.Off or TimeClass.Unmeasured => EnergyUse.Off,
            TimeClass.PlannedStop => EnergyUse.Down,
            TimeClass.Starved or TimeClass.Blocked or TimeClass.Waiting => EnergyUse.Idle,
            _ => IsDown(state) ? EnergyUse.Down : EnergyUse.Idle,
        };

    /// <summary>The time element that a class adds to; null for time outside planned busy time.</summary>
    public static Element? ElementOf(TimeClass timeClass) =>
        timeClass switch
        {
            TimeClass.Producing => Element.ActualProductionTime,
            TimeClass.Setup => Element.ActualSetupTime,
            TimeClass.MinorStop => Element.MinorStopTime,
            TimeClass.Starved => Element.StarvedTime,
            TimeClass.Blocked => Element.BlockedTime,
            TimeClass.Waiting => Element.WaitingTime,
            TimeClass.Breakdown => Element.BreakdownTime,
            TimeClass.Unmeasured => Element.UnmeasuredTime,
            _ => null,
        };

    private static TimeClass? OfReason(StateReason reason) =>
        reason switch
        {
            StateReason.Setup => TimeClass.Setup,
            StateReason.Starved => TimeClass.Starved,
            StateReason.Blocked => TimeClass.Blocked,
            StateReason.Breakdown or StateReason.CorrectiveMaintenance => TimeClass.Breakdown,
            StateReason.PlannedStop or StateReason.PreventiveMaintenance => TimeClass.PlannedStop,
            _ => null,
        };

    private static TimeClass OfState(PackMlState state) =>
        state switch
        {
            PackMlState.Undefined => TimeClass.Unmeasured,
            PackMlState.Suspended or PackMlState.Suspending or PackMlState.Unsuspending => TimeClass.Waiting,
            _ => TimeClass.MinorStop,
        };

    private static bool IsDown(in MachineState state) =>
        state.Reason is StateReason.Breakdown or StateReason.CorrectiveMaintenance
        || state.State is PackMlState.Aborting or PackMlState.Aborted or PackMlState.Clearing
            or PackMlState.Stopping or PackMlState.Stopped;
}
