namespace OrleansTwin.Twins.Causes;

/// <summary>A signal around the time of an anomaly.</summary>
/// <param name="AssetId">The machine, or another asset that has the signal.</param>
/// <param name="Name">The signal's.</param>
/// <param name="Ticks">Times, ascending.</param>
/// <param name="Values">As many; what is not finite is skipped.</param>
public sealed record SignalSeries(string AssetId, string Name, IReadOnlyList<long> Ticks, IReadOnlyList<double> Values);

/// <summary>What somebody, or the plan, changed.</summary>
public enum PlantChangeKind : byte
{
    Order = 0,
    Product = 1,
    Tool = 2,
    Maintenance = 3,
    Setpoint = 4,

    /// <summary>The description of the plant.</summary>
    Plant = 5,
}

/// <summary>Something was changed at an asset; <paramref name="Text"/> says what, for people.</summary>
public sealed record PlantChange(PlantChangeKind Kind, string AssetId, long AtTicks, string Text);

/// <summary>A signal's share of an anomaly's score, 0 to 1.</summary>
public sealed record SignalShare(string AssetId, string Name, double Share);

/// <summary>Why did this asset leave what was normal for it, at this time?</summary>
/// <param name="AssetId">A machine or a line.</param>
/// <param name="OnsetTicks">When the anomaly was noticed.</param>
/// <param name="Signals">What was measured before and after, of this asset and of others.</param>
public sealed record CauseQuestion(string AssetId, long OnsetTicks, IReadOnlyList<SignalSeries> Signals)
{
    /// <summary>What the anomaly's score came from.</summary>
    public IReadOnlyList<SignalShare> Shares { get; init; } = [];

    /// <summary>What was changed lately.</summary>
    public IReadOnlyList<PlantChange> Changes { get; init; } = [];

    /// <summary>What came earlier is no cause.</summary>
    public long LookBackTicks { get; init; } = 2 * TimeSpan.TicksPerHour;

    /// <summary>How far times may be off: sampling, smoothing, clocks.</summary>
    public long ToleranceTicks { get; init; } = 30 * TimeSpan.TicksPerSecond;
}

/// <summary>What may be the cause, with what speaks for it.</summary>
/// <param name="AssetId">Where.</param>
/// <param name="Name">The signal's, or what was changed.</param>
/// <param name="Change">What was changed; null: a signal's level moved, or its behaviour.</param>
/// <param name="AtTicks">When.</param>
/// <param name="Shift">By how many spreads of single values a level moved; 0: none did.</param>
/// <param name="Path">How it gets to where the anomaly is.</param>
/// <param name="Score">The share of all that was seen to change which follows from it, 0 to 1.</param>
/// <param name="Evidence">All of it, in a sentence that can be checked at the machine.</param>
public sealed record CauseCandidate(
    string AssetId, string Name, PlantChangeKind? Change, long AtTicks, double Shift, CausalPath Path, double Score,
    string Evidence);
