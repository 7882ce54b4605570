namespace OrleansTwin.Twins.Maintenance.Lives;

/// <summary>
/// The standard normal distribution, to some 14 digits also far out in its tails: a series near the middle, a continued fraction
/// outside (Abramowitz and Stegun 1964, 26.2.11 and 26.2.14).
/// </summary>
public static class Normal
{
    private const double SeriesMax = 2.5;
    private const double Tiny = 1e-300;
    private static readonly double RootOfTwoPi = Math.Sqrt(2 * Math.PI);

    public static double Density(double z) => Math.Exp(-0.5 * z * z) / RootOfTwoPi;

    /// <summary>The probability of more than <paramref name="z"/>.</summary>
    public static double Survival(double z)
    {
        if (z < -SeriesMax)
            return 1 - Survival(-z);
        return z <= SeriesMax ? 0.5 - (Density(z) * Series(z)) : Density(z) / Fraction(z);
    }

    public static double Probability(double z) => Survival(-z);

    /// <summary>Density over survival; grows like <paramref name="z"/> where both are too small to be divided.</summary>
    public static double Hazard(double z) => z <= SeriesMax ? Density(z) / Survival(z) : Fraction(z);

    /// <summary>Logarithm of the survival.</summary>
    public static double LogSurvival(double z) => z <= SeriesMax
        ? Math.Log(Survival(z))
        : (-0.5 * z * z) - Math.Log(RootOfTwoPi * Fraction(z));

    /// <summary>What is not passed with a probability of more than 0 and less than 1.</summary>
    public static double Quantile(double probability)
    {
        if (probability is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "Expected more than 0 and less than 1.");
        if (probability > 0.5)
            return -Quantile(1 - probability);
        // Newton on the logarithm of the probability. It is concave: after the first step z rises to the root, no further.
        var z = 0.0;
        for (var step = 0; step < 100; step++)
        {
            var change = (LogSurvival(-z) - Math.Log(probability)) / Hazard(-z);
            z -= change;
            if (Math.Abs(change) < 1e-15 * Math.Max(1, Math.Abs(z)))
                break;
        }

        return z;
    }

    private static double Series(double z)
    {
        var (term, sum) = (z, z);
        for (var n = 3; Math.Abs(term) > 1e-17 * Math.Abs(sum) && n < 400; n += 2)
        {
            term *= z * z / n;
            sum += term;
        }

        return sum;
    }

    // z + 1/(z + 2/(z + 3/(z + ...))), by Lentz's method.
    private static double Fraction(double z)
    {
        var (value, front, back) = (z, z, 0.0);
        for (var n = 1; n < 500; n++)
        {
            back = 1 / (z + (n * back));
            front = z + (n / front);
            var change = front * back;
            value *= change;
            if (Math.Abs(change - 1) < 1e-16 || Math.Abs(value) < Tiny)
                break;
        }

        return value;
    }
}
