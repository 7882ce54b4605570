namespace OrleansTwin.Twins.Maintenance.Lives;

/// <summary>How long a part has run: to its failure, or up to now or its replacement without one (a suspension).</summary>
public readonly record struct Lifetime(double Hours, bool IsFailure);
