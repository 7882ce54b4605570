using OrleansTwin.Twins.Calendars;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Twins.Machines;

/// <summary>What holds for a machine over a stretch of time: its state, the plan, and what it works on.</summary>
internal readonly record struct Activity(
    MachineState State, PlanKind Plan, TimeClass Class, EnergyUse Use, string? Product, string? Order);

/// <summary>A past stretch [<paramref name="StartTicks"/>, <paramref name="EndTicks"/>) of one activity.</summary>
internal readonly record struct Segment(long StartTicks, long EndTicks, Activity Activity);
