namespace OrleansTwin.Twins.Maintenance.Lives;

/// <summary>How long a part has run: to its failure, or up to now or its replacement without one (a suspension).</summary>
/// <param name="Hours">Of operation.</param>
/// <param name="IsFailure">It failed.</param>
/// <param name="Count">So many parts have run as long.</param>
public readonly record struct Lifetime(double Hours, bool IsFailure, int Count = 1);
