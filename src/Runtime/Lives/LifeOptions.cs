namespace OrleansTwin.Runtime.Lives;

/// <summary>How the remaining life of machines is followed.</summary>
internal sealed record LifeOptions
{
    /// <summary>How often each machine is looked at anew; work on it, and readings of its wear, are followed at once.</summary>
    public TimeSpan Period { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How far ahead is planned: risks are those within its planned busy time.</summary>
    public TimeSpan Horizon { get; init; } = TimeSpan.FromDays(7);

    /// <summary>A greater risk within the horizon is an alarm and drafts an order; a maintenance task may have its own.</summary>
    public double RiskMax { get; init; } = 0.1;

    /// <summary>On a grid, how old may be what other shards have told of their lives.</summary>
    public TimeSpan SharePeriod { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Lives that ended, the newest of parts of a kind, that are learned from.</summary>
    public int LivesMax { get; init; } = 200;
}
