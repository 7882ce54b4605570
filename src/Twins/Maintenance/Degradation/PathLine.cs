namespace OrleansTwin.Twins.Maintenance.Degradation;

/// <summary>
/// What is believed of an asset's line if the noise of its readings is known: means, variances and covariance of ln a and b.
/// </summary>
/// <param name="LogStart">Mean of ln a.</param>
/// <param name="Rate">Mean of b.</param>
/// <param name="StartVariance">Of ln a.</param>
/// <param name="RateVariance">Of b.</param>
/// <param name="Covariance">Of both.</param>
/// <param name="LogLikelihood">Logarithm of the density of the readings, but for a constant: comparable between noises.</param>
public readonly record struct PathLine(
    double LogStart, double Rate, double StartVariance, double RateVariance, double Covariance, double LogLikelihood)
{
    /// <summary>By Bayes' rule for normal numbers.</summary>
    /// <param name="prior">What is believed beforehand, with a rate.</param>
    /// <param name="readings">What was seen.</param>
    /// <param name="logNoise">Standard deviation of a reading's logarithm, in place of the one that is believed.</param>
    public static PathLine Of(PathPrior prior, PathReadings readings, double logNoise)
    {
        ArgumentNullException.ThrowIfNull(prior);
        var (priorRate, noise) = (prior.DemandRate(), 1 / (logNoise * logNoise));
        var (n, x, squaredX) = (readings.Count, readings.X, readings.SquaredX);
        var (startMean, rateMean) = (prior.LogStart.Mean, priorRate.Mean);
        var (start, rate) = (1 / Square(prior.LogStart.Deviation), 1 / Square(priorRate.Deviation));
        var (a, b, c) = (start + (n * noise), x * noise, rate + (squaredX * noise));
        var determinant = (a * c) - (b * b);

        // How far readings are off what was believed, and the step to where they move it.
        var off = noise * (readings.Y - (n * startMean) - (rateMean * x));
        var offX = noise * (readings.XY - (startMean * x) - (rateMean * squaredX));
        var (stepStart, stepRate) = (((c * off) - (b * offX)) / determinant, ((a * offX) - (b * off)) / determinant);
        var squares = readings.SquaredY - (2 * ((startMean * readings.Y) + (rateMean * readings.XY)))
            + (n * Square(startMean)) + (2 * startMean * rateMean * x) + (Square(rateMean) * squaredX);
        var log = (-n * Math.Log(logNoise)) - (0.5 * Math.Log(determinant / (start * rate)))
            - (0.5 * Math.Max(0, (noise * squares) - (off * stepStart) - (offX * stepRate)));
        return new PathLine(
            startMean + stepStart, rateMean + stepRate, c / determinant, a / determinant, -b / determinant, log);
    }

    /// <summary>By how many deviations the line is below a logarithm of wear at a clock.</summary>
    public double Below(double logWear, double clock) => (logWear - LogStart - (Rate * clock))
        / Math.Sqrt(StartVariance + (2 * Covariance * clock) + (RateVariance * clock * clock));

    /// <summary>
    /// The same if the rate is off its mean by some deviations: a straight line in them, its value at none and its slope.
    /// </summary>
    public (double Value, double Slope) BelowByRate(double logWear, double clock)
    {
        var along = Covariance / RateVariance;
        var deviation = Math.Sqrt(StartVariance - (Covariance * along));
        return (
            (logWear - LogStart - (Rate * clock)) / deviation, -(along + clock) * Math.Sqrt(RateVariance) / deviation);
    }

    private static double Square(double value) => value * value;
}
