namespace OrleansTwin.Twins.Learning;

/// <summary>
/// How boosted trees are grown. A leaf-wise growth with <see cref="LeavesMax"/> = 2^<see cref="DepthMax"/> is one by levels.
/// </summary>
public sealed record BoostOptions
{
    public BoostObjective Objective { get; init; } = BoostObjective.Mean;

    /// <summary>The quantile that is estimated, 0 to 1, where the objective is one.</summary>
    public double Quantile { get; init; } = 0.5;

    public int TreesMax { get; init; } = 300;

    public double LearningRate { get; init; } = 0.05;

    public int LeavesMax { get; init; } = 16;

    public int DepthMax { get; init; } = 8;

    /// <summary>The least weight of the rows of a leaf.</summary>
    public double LeafWeightMin { get; init; } = 20;

    /// <summary>Pulls leaves towards 0 as if they had so much more weight (ridge).</summary>
    public double LeafShrinkage { get; init; } = 1;

    /// <summary>A split that gains less is not made.</summary>
    public double SplitGainMin { get; init; } = 1e-9;

    /// <summary>The share of rows that each tree sees.</summary>
    public double RowShare { get; init; } = 1;

    /// <summary>The share of columns that each tree sees.</summary>
    public double ColumnShare { get; init; } = 1;

    /// <summary>The most bins of a column, missing values apart.</summary>
    public int BinsMax { get; init; } = 255;

    /// <summary>
    /// For log-odds: the share of bins that stand where rows of the rarer answer are, if that is more than their share of
    /// rows. 0: bins of equally many rows.
    /// </summary>
    public double RareBinShare { get; init; }

    /// <summary>
    /// For each column: 1, the estimate may not fall as it rises; -1, may not rise; 0, free. Empty: all are free.
    /// </summary>
    public IReadOnlyList<int> Monotone { get; init; } = [];

    /// <summary>The share of groups that trees are not grown on, but stopped by. 0: grow all trees.</summary>
    public double ValidationShare { get; init; }

    /// <summary>
    /// Growing stops after so many trees that made the validation no better; those behind the best are cut off.
    /// </summary>
    public int PatienceTrees { get; init; } = 50;

    public ulong Seed { get; init; } = 1;

    /// <summary>Throws what is wrong, for a table of so many columns.</summary>
    public void Demand(int columns)
    {
        Demand(Quantile is > 0 and < 1, nameof(Quantile), Quantile, "more than 0 and less than 1");
        Demand(TreesMax is >= 0 and <= BoostedTrees.TreesMax, nameof(TreesMax), TreesMax, $"0 to {BoostedTrees.TreesMax}");
        Demand(LearningRate is > 0 and <= 1, nameof(LearningRate), LearningRate, "more than 0, at most 1");
        Demand(LeavesMax is >= 2 and <= 1024, nameof(LeavesMax), LeavesMax, "2 to 1024");
        Demand(DepthMax is >= 1 and <= BoostedTrees.DepthMax, nameof(DepthMax), DepthMax, $"1 to {BoostedTrees.DepthMax}");
        Demand(LeafWeightMin > 0, nameof(LeafWeightMin), LeafWeightMin, "more than 0");
        Demand(LeafShrinkage >= 0, nameof(LeafShrinkage), LeafShrinkage, "0 or more");
        Demand(SplitGainMin >= 0, nameof(SplitGainMin), SplitGainMin, "0 or more");
        Demand(RowShare is > 0 and <= 1, nameof(RowShare), RowShare, "more than 0, at most 1");
        Demand(ColumnShare is > 0 and <= 1, nameof(ColumnShare), ColumnShare, "more than 0, at most 1");
        Demand(BinsMax is >= 2 and <= 255, nameof(BinsMax), BinsMax, "2 to 255");
        Demand(RareBinShare is >= 0 and < 1, nameof(RareBinShare), RareBinShare, "0 or more, less than 1");
        Demand(
            RareBinShare == 0 || Objective == BoostObjective.LogOdds, nameof(RareBinShare), RareBinShare,
            "0 where the objective is not log-odds");
        Demand(ValidationShare is >= 0 and < 1, nameof(ValidationShare), ValidationShare, "0 or more, less than 1");
        Demand(PatienceTrees > 0, nameof(PatienceTrees), PatienceTrees, "more than 0");
        Demand(Monotone.Count == 0 || Monotone.Count == columns, nameof(Monotone), Monotone.Count, $"none, or {columns} signs");
        Demand(Monotone.All(sign => sign is >= -1 and <= 1), nameof(Monotone), string.Join(' ', Monotone), "signs -1, 0 or 1");
    }

    private static void Demand(bool holds, string option, object found, string expected)
    {
        if (!holds)
            throw new ArgumentException(FormattableString.Invariant($"{option} is {found}; expected {expected}."), option);
    }
}
