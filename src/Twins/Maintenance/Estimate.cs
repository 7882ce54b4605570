namespace OrleansTwin.Twins.Maintenance;

/// <summary>What is expected, and between what bounds it lies with the probability that was asked for.</summary>
public readonly record struct Estimate(double Value, double Low, double High)
{
    public bool Contains(double value) => value >= Low && value <= High;

    /// <summary>The same in another measure that rises with this one.</summary>
    public Estimate Scaled(double factor, double offset = 0) =>
        new((Value * factor) + offset, (Low * factor) + offset, (High * factor) + offset);

    /// <summary>
    /// The mean of values that have weights, and between which of them lies the given share of the weights. Sorts both.
    /// </summary>
    internal static Estimate Of(double[] values, double[] weights, double probability)
    {
        var (sum, mean) = (weights.Sum(), 0.0);
        for (var i = 0; i < values.Length; i++)
            mean += weights[i] * values[i];
        Array.Sort(values, weights);
        return new Estimate(
            mean / sum, Quantile(values, weights, sum * (1 - probability) / 2),
            Quantile(values, weights, sum * (1 + probability) / 2));
    }

    private static double Quantile(double[] values, double[] weights, double weight)
    {
        var sum = 0.0;
        for (var i = 0; i < values.Length; i++)
        {
            // A point stands for a stretch around it, half of which lies before it.
            if (sum + (weights[i] / 2) >= weight)
                return values[i];
            sum += weights[i];
        }

        return values[^1];
    }
}
