namespace OrleansTwin.Twins.Learning;

/// <summary>Log-odds and probabilities.</summary>
public static class Logistic
{
    public static double Probability(double logOdds) => 1 / (1 + Math.Exp(-logOdds));

    /// <summary>Minus the logarithm of the probability that was given to what came: 1, yes, or 0, no.</summary>
    public static double Loss(double target, double logOdds) =>
        Math.Max(logOdds, 0) - (logOdds * target) + Math.Log(1 + Math.Exp(-Math.Abs(logOdds)));
}
