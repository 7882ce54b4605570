using OrleansTwin.Twins.Learning;

namespace OrleansTwin.Twins.Health.Classification;

/// <summary>How a <see cref="FailureClassifier"/> is learned. The numbers were found by cross-validation (ADR 16).</summary>
public sealed record ClassifierOptions
{
    /// <summary>
    /// Rows are divided into so many consecutive parts: neighbours in time are alike, and failures come in clusters.
    /// </summary>
    public int Blocks { get; init; } = 5;

    /// <summary>The model is the mean of so many members, which differ in the rows that their trees see.</summary>
    public int Members { get; init; } = 3;

    /// <summary>With fewer failures nothing is learned.</summary>
    public int FailuresMin { get; init; } = 10;

    public BoostOptions Trees { get; init; } = new()
    {
        Objective = BoostObjective.LogOdds, TreesMax = 300, LearningRate = 0.05, LeavesMax = 6, DepthMax = 4, LeafWeightMin = 0.5,
        LeafShrinkage = 1, RowShare = 0.9, RareBinShare = 0.8,
    };

    public ulong Seed { get; init; } = 1;
}
