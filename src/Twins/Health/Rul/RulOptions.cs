using OrleansTwin.Twins.Health.Features;
using OrleansTwin.Twins.Learning;

namespace OrleansTwin.Twins.Health.Rul;

/// <summary>How a model of remaining useful life is learned. The numbers were found by cross-validation (ADR 13).</summary>
public sealed record RulOptions
{
    public FeatureOptions Features { get; init; } = new();

    /// <summary>Assets are divided into so many parts, and a member learns without each.</summary>
    public int Parts { get; init; } = 5;

    /// <summary>So often, each time into other parts. The model is the mean of all members.</summary>
    public int Rounds { get; init; } = 2;

    public int Members => Parts * Rounds;

    /// <summary>No estimate before so many cycles, and no learning from them.</summary>
    public int CyclesMin { get; init; } = 15;

    /// <summary>Rows of one asset are much alike: every third is learned from.</summary>
    public int RowStep { get; init; } = 3;

    /// <summary>Rows with more life left than this are not learned from: they are many, and all the same.</summary>
    public int CyclesLeftMax { get; init; } = 200;

    /// <summary>
    /// Bands are learned from the last so many cycles of lives, when questions matter, and reach no further. Healthy cycles
    /// before are easily right, and would buy too narrow bands for the rest.
    /// </summary>
    public int BandCyclesMax { get; init; } = 150;

    /// <summary>How the trees of a member are grown.</summary>
    public BoostOptions Trees { get; init; } = new()
    {
        TreesMax = 120, LearningRate = 0.1, LeavesMax = 24, DepthMax = 7, LeafWeightMin = 30, LeafShrinkage = 20, RowShare = 0.5,
        ColumnShare = 0.25, BinsMax = 63,
    };

    /// <summary>How the trees of a band's bound are grown.</summary>
    public BoostOptions Bands { get; init; } = new()
    {
        Objective = BoostObjective.Quantile, TreesMax = 40, LearningRate = 0.1, LeavesMax = 4, DepthMax = 4, LeafWeightMin = 400,
        LeafShrinkage = 0, BinsMax = 63,
    };

    public ulong Seed { get; init; } = 1;
}
