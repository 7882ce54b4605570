namespace OrleansTwin.Twins.Simulation;

/// <summary>How a bad network treats samples. Ratios are shares of the samples (0..1), each at most one fate.</summary>
public sealed record DisturbOptions
{
    /// <summary>
    /// Arrive long after their time, between <see cref="LateMinTicks"/> and <see cref="LateMaxTicks"/> (uniform in
    /// the logarithm).
    /// </summary>
    public double LateRatio { get; init; } = 0.02;

    public long LateMinTicks { get; init; } = 2 * TimeSpan.TicksPerSecond;

    public long LateMaxTicks { get; init; } = 4 * TimeSpan.TicksPerHour;

    /// <summary>Arrive at once and again up to <see cref="DuplicateMaxTicks"/> later.</summary>
    public double DuplicateRatio { get; init; } = 0.01;

    public long DuplicateMaxTicks { get; init; } = TimeSpan.TicksPerMinute;

    /// <summary>Arrive up to <see cref="DisorderMaxTicks"/> later, behind samples that are younger.</summary>
    public double DisorderRatio { get; init; } = 0.01;

    public long DisorderMaxTicks { get; init; } = 2 * TimeSpan.TicksPerSecond;

    /// <summary>Samples held back at once; beyond it samples arrive at once, counted in <see cref="Disturber.Spared"/>.</summary>
    public int HeldMax { get; init; } = 4_000_000;
}
