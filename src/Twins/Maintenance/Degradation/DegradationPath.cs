namespace OrleansTwin.Twins.Maintenance.Degradation;

public enum PathForm
{
    /// <summary>Wear grows by a share of itself each hour: offset + a · exp(b t).</summary>
    Exponential,

    /// <summary>Wear grows by a power of time: offset + a · t^b.</summary>
    PowerLaw,
}

/// <summary>What is believed of assets of a type before one is watched: the mean and standard deviation of a number.</summary>
public readonly record struct Belief(double Mean, double Deviation);

/// <summary>What is known of a type beforehand, from its maker, a rig or physics; no failure is needed.</summary>
/// <param name="Form">How wear grows.</param>
/// <param name="Offset">What the signal shows of an asset without wear.</param>
/// <param name="Limit">What it shows at failure.</param>
/// <param name="LogStart">ln a: the logarithm of wear at the start (exponential), or after an hour (power law).</param>
/// <param name="Rate">b: growth an hour, or the power; null: nobody knows, and assets that wore teach it.</param>
/// <param name="LogNoise">Standard deviation of the logarithm of the signal above its offset, as far as is believed.</param>
public sealed record PathPrior(PathForm Form, double Offset, double Limit, Belief LogStart, Belief? Rate, double LogNoise)
{
    internal Belief DemandRate() => Rate
        ?? throw new InvalidOperationException("Nothing is known of the rate; expected a belief, or one learned from others.");
}

/// <summary>
/// One asset's degradation, updated with each reading by Bayes' rule (Gebraeel, Lawley, Li and Ryan 2005): the logarithm of the
/// signal above its offset is a line in time, or in its logarithm, whose two numbers were believed to be normal. How noisy
/// readings are is learned, too: it is believed to be as told within a factor. The order of readings doesn't matter.
/// </summary>
public sealed class DegradationPath : IRemainingLife
{
    private readonly PathPrior _prior;
    private readonly PathReadings _readings;
    private PathLines? _lines;

    /// <summary>An asset of which this is known beforehand.</summary>
    /// <exception cref="ArgumentException">What is known makes no sense; says what was found.</exception>
    public DegradationPath(PathPrior prior, PathReadings readings = default)
    {
        ArgumentNullException.ThrowIfNull(prior);
        if (!(prior.Limit > prior.Offset) || !(prior.LogNoise > 0) || !(prior.LogStart.Deviation > 0)
            || !(prior.Rate?.Deviation > 0))
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"The limit is {prior.Limit}, the offset {prior.Offset}, noise and deviations {prior.LogNoise}, ")
                + FormattableString.Invariant($"{prior.LogStart.Deviation} and {prior.Rate?.Deviation}; expected a limit above ")
                + "the offset, and the others above 0.");
        }

        (_prior, _readings) = (prior, readings);
    }

    public int Readings => (int)_readings.Count;

    /// <summary>With another reading. One that shows no wear above the offset has no logarithm and teaches nothing.</summary>
    /// <param name="hours">Age of the asset, more than 0.</param>
    /// <param name="signal">What it showed.</param>
    public DegradationPath With(double hours, double signal) =>
        new(_prior, _readings.With(_prior.Form, _prior.Offset, hours, signal));

    /// <summary>The probability that wear has reached the limit by an age.</summary>
    public double FailedBy(double hours) => hours > 0 ? Lines().FailedBy(hours) : 0;

    /// <summary>The probability that an asset which runs at this age fails within so many hours.</summary>
    public double RiskWithin(double ageHours, double hours) => Lines().RiskWithin(ageHours, hours);

    /// <summary>
    /// Hours left of an asset that runs at this age: the median, and the band that holds with the given probability. A bound is
    /// infinite where the asset may never fail as far as is known.
    /// </summary>
    public Estimate HoursLeft(double ageHours, double probability)
    {
        var left = HoursLeft(ageHours, [0.5, (1 - probability) / 2, (1 + probability) / 2]);
        return new Estimate(left[0], left[1], left[2]);
    }

    public double[] HoursLeft(double ageHours, ReadOnlySpan<double> probabilities)
    {
        var (lines, left) = (Lines(), new double[probabilities.Length]);
        for (var i = 0; i < left.Length; i++)
            left[i] = lines.HoursLeft(ageHours, probabilities[i]);
        return left;
    }

    /// <summary>
    /// The interval is what the unknown rate and noise leave. If they were known, little but the hour of failure would be left to
    /// chance, so the interval is wide wherever the risk is neither small nor near 1.
    /// </summary>
    public Estimate Risk(double ageHours, double hours, double probability = 0.9) => Lines().Risk(ageHours, hours, probability);

    private PathLines Lines() => _lines ??= new PathLines(_prior, _readings);
}
