using OrleansTwin.Twins.Model;

namespace OrleansTwin.Twins.Machines;

public enum MachineEventKind : byte
{
    /// <summary>From <see cref="MachineEvent.AtTicks"/> on the machine is in another state, class, product or order.</summary>
    Segment = 0,

    /// <summary>
    /// Pieces left the machine's process (<see cref="MachineEvent.Quantity"/>, good, scrap and rework together).
    /// </summary>
    Produced = 1,
}

/// <summary>
/// One entry of a machine's settled timeline. A bucket's first event is a <see cref="MachineEventKind.Segment"/> at its start, so
/// that a bucket can be read alone. Events of a bucket are in order of time. <paramref name="Scrap"/> is the part of the quantity
/// that does not flow on.
/// </summary>
public readonly record struct MachineEvent(
    long AtTicks,
    MachineEventKind Kind,
    MachineState State,
    TimeClass Class,
    string? Product,
    string? Order,
    long Quantity,
    long Scrap);
