namespace OrleansTwin.Twins.Maintenance;

/// <summary>What is expected, and between what bounds it lies with the probability that was asked for.</summary>
public readonly record struct Estimate(double Value, double Low, double High)
{
    public bool Contains(double value) => value >= Low && value <= High;

    /// <summary>The same in another measure that rises with this one.</summary>
    public Estimate Scaled(double factor, double offset = 0) =>
        new((Value * factor) + offset, (Low * factor) + offset, (High * factor) + offset);
}
