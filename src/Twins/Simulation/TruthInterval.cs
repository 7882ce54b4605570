using OrleansTwin.Twins.Machines;

namespace OrleansTwin.Twins.Simulation;

/// <summary>
/// A stretch [<paramref name="StartTicks"/>, <paramref name="EndTicks"/>) of a machine's true time in one state, product and
/// order. <paramref name="Cause"/> is what happened (a breakdown may be short); <paramref name="Class"/> is what it counts as
/// by the model's rules (an own interruption up to the machine's micro-stop threshold is a minor stop, whatever its cause,
/// unless the state's text says breakdown).
/// </summary>
public readonly record struct TruthInterval(
    long StartTicks, long EndTicks, TimeClass Class, TimeClass Cause, string? Product, string? Order);

/// <summary>A piece that was truly completed.</summary>
public readonly record struct TruthPiece(long AtTicks, PieceResult Result, bool IsStartUp, string? Product, string? Order);
