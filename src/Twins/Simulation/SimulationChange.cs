using OrleansTwin.Twins.Machines;

namespace OrleansTwin.Twins.Simulation;

public enum ChangeKind : byte
{
    /// <summary>A piece was completed.</summary>
    Completed = 0,

    /// <summary>The machine works on another product or order from now on.</summary>
    Context = 1,

    /// <summary>The machine does something else from now on.</summary>
    State = 2,
}

public enum PieceResult : byte
{
    Good = 0,

    /// <summary>Leaves the line.</summary>
    Scrap = 1,

    /// <summary>Flows on, to be worked on again elsewhere.</summary>
    Rework = 2,
}

/// <summary>
/// One true change of one machine. At one tick a machine completes at most one piece, changes context at most once (never at
/// the tick at which it completed a piece) and has one state afterwards.
/// </summary>
/// <param name="AtTicks">When; a whole millisecond.</param>
/// <param name="Machine">Index in <see cref="PlantSimulation.Machines"/>.</param>
/// <param name="Kind">Which of the following apply.</param>
/// <param name="Class">The state after the change. Minor stops and breakdowns are told apart by their cause, not by their
/// length.</param>
/// <param name="Result">Of a completed piece.</param>
/// <param name="IsStartUp">
/// Scrap of a start-up: made after a setup, or after the plan had rested, before the first good piece.
/// </param>
/// <param name="Product">Product after the change (of the piece, for a completed one).</param>
/// <param name="Order">Order after the change (of the piece, for a completed one).</param>
public readonly record struct SimulationChange(
    long AtTicks,
    int Machine,
    ChangeKind Kind,
    TimeClass Class,
    PieceResult Result,
    bool IsStartUp,
    string? Product,
    string? Order);

/// <summary>Sees every true change, in order.</summary>
public interface ISimulationObserver
{
    void Observe(ReadOnlySpan<SimulationChange> changes);
}
