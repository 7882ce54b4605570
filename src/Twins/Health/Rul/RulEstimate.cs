namespace OrleansTwin.Twins.Health.Rul;

/// <summary>Between how many cycles a life ends with a stated probability. An upper bound at the model's cap or above
/// means: or later.</summary>
public readonly record struct RulBand(double Low, double High)
{
    public double Width => High - Low;

    public bool Contains(double cycles) => cycles >= Low && cycles <= High;
}

/// <summary>Remaining useful life of one asset after its last cycle, or why there is none.</summary>
/// <param name="Cycles">The mean, at most the model's cap.</param>
/// <param name="Seen">How many cycles the asset has run.</param>
/// <param name="PresentShare">The share of recent values that are there.</param>
/// <param name="OutsideShare">The share of inputs outside what the model learned from; it widens the bands.</param>
/// <param name="IsEnough">Whether there was enough to estimate from; else nothing but what is missing may be shown.</param>
public readonly record struct RulEstimate(
    double Cycles, RulBand Band50, RulBand Band80, RulBand Band90, RulBand Band95,
    int Seen, double PresentShare, double OutsideShare, bool IsEnough)
{
    /// <summary>
    /// Whether there is something to tell: enough to estimate from, and not so strange that bands span everything.
    /// </summary>
    public bool IsTold => IsEnough && OutsideShare < RulModel.OutsideShareMax;

    public RulBand Band(int place) => place switch { 0 => Band50, 1 => Band80, 2 => Band90, _ => Band95 };
}
