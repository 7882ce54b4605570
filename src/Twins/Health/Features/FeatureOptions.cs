namespace OrleansTwin.Twins.Health.Features;

/// <summary>How features are made. The numbers were found by cross-validation (ADR 13).</summary>
public sealed record FeatureOptions
{
    /// <summary>The cycles that an asset's own baseline is the mean of.</summary>
    public int BaselineCycles { get; init; } = 20;

    /// <summary>How far the slopes of signals look back.</summary>
    public IReadOnlyList<double> SignalSpans { get; init; } = [15, 40, 80];

    /// <summary>How far the trends of indexes look back.</summary>
    public IReadOnlyList<double> IndexSpans { get; init; } = [4, 10, 25, 60];

    /// <summary>Remaining life counts as this much where it is longer: wear does not show before.</summary>
    public double LifeCap { get; init; } = 125;

    /// <summary>The last cycles, which teach how near an end is.</summary>
    public int NearCycles { get; init; } = 60;
}
