namespace OrleansTwin.Twins.Learning;

/// <summary>What boosted trees estimate. The numbers stand in model files: only append.</summary>
public enum BoostObjective : byte
{
    /// <summary>The mean: squared error.</summary>
    Mean = 0,

    /// <summary>A quantile: pinball loss. Leaves are set to the quantile of the residuals that they hold.</summary>
    Quantile = 1,

    /// <summary>The log-odds of a yes (1) against a no (0): logistic loss.</summary>
    LogOdds = 2,
}
