namespace OrleansTwin.Twins.Maintenance;

/// <summary>
/// The remaining useful life of a part, in hours of operation; an infinite bound: as far as is known it may never fail.
/// </summary>
/// <param name="AgeHours">How long it has run.</param>
/// <param name="MedianHours">Half of such parts have failed by then.</param>
/// <param name="Bands">The narrowest first; each is in the middle of what is possible.</param>
public sealed record RemainingLife(double AgeHours, double MedianHours, IReadOnlyList<LifeBand> Bands)
{
    private static readonly double[] Probabilities = [0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975];

    public static RemainingLife Of(IRemainingLife life, double ageHours)
    {
        ArgumentNullException.ThrowIfNull(life);
        if (!(ageHours >= 0) || double.IsInfinity(ageHours))
            throw new ArgumentOutOfRangeException(nameof(ageHours), ageHours, "Expected 0 or more hours.");
        var left = life.HoursLeft(ageHours, Probabilities);
        return new RemainingLife(
            ageHours, left[3],
            [new LifeBand(0.5, left[2], left[4]), new LifeBand(0.8, left[1], left[5]), new LifeBand(0.95, left[0], left[6])]);
    }
}

/// <summary>Between which hours of operation a part fails with a probability.</summary>
public readonly record struct LifeBand(double Probability, double FromHours, double ToHours);
