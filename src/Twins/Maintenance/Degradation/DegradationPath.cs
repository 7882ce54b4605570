using OrleansTwin.Twins.Maintenance.Lives;
using OrleansTwin.Twins.State;

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
/// <param name="Rate">b: growth an hour, or the power.</param>
/// <param name="LogNoise">Standard deviation of the logarithm of the signal above its offset.</param>
public sealed record PathPrior(PathForm Form, double Offset, double Limit, Belief LogStart, Belief Rate, double LogNoise);

/// <summary>
/// One asset's degradation, updated with each reading by Bayes' rule (Gebraeel, Lawley, Li and Ryan 2005): the logarithm of the
/// signal above its offset is a line in time, or in its logarithm, whose two numbers were believed to be normal. Immutable; the
/// order of readings doesn't matter.
/// </summary>
public sealed record DegradationPath : IRemainingLife
{
    /// <summary>Rates of equal weight that stand for what is believed of the rate.</summary>
    private const int Rates = 200;

    private readonly PathPrior _prior;
    private readonly double _count;
    private readonly double _x;
    private readonly double _squaredX;
    private readonly double _y;
    private readonly double _xy;

    /// <exception cref="ArgumentException">What is known makes no sense; says what was found.</exception>
    public DegradationPath(PathPrior prior)
    {
        if (!(prior.Limit > prior.Offset) || !(prior.LogNoise > 0) || !(prior.LogStart.Deviation > 0)
            || !(prior.Rate.Deviation > 0))
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"The limit is {prior.Limit}, the offset {prior.Offset}, noise and deviations {prior.LogNoise}, ")
                + FormattableString.Invariant($"{prior.LogStart.Deviation} and {prior.Rate.Deviation}; expected a limit above ")
                + "the offset, and the others above 0.");
        }

        _prior = prior;
    }

    private DegradationPath(PathPrior prior, double count, double x, double squaredX, double y, double xy) =>
        (_prior, _count, _x, _squaredX, _y, _xy) = (prior, count, x, squaredX, y, xy);

    public int Readings => (int)_count;

    /// <summary>With another reading. One that shows no wear above the offset has no logarithm and teaches nothing.</summary>
    /// <param name="hours">Age of the asset, more than 0.</param>
    /// <param name="signal">What it showed.</param>
    public DegradationPath With(double hours, double signal)
    {
        if (!(hours > 0) || double.IsInfinity(hours))
            throw new ArgumentOutOfRangeException(nameof(hours), hours, "Expected more than 0 hours.");
        if (!(signal > _prior.Offset) || double.IsInfinity(signal))
            return this;
        var (x, y) = (Clock(hours), Math.Log(signal - _prior.Offset));
        return new DegradationPath(
            _prior, _count + 1, _x + x, _squaredX + (x * x), _y + y, _xy + (x * y));
    }

    /// <summary>What is believed of the line now: means, variances and covariance of ln a and b.</summary>
    public (double LogStart, double Rate, double StartVariance, double RateVariance, double Covariance) Line()
    {
        var noise = 1 / (_prior.LogNoise * _prior.LogNoise);
        var (start, rate) = (1 / Square(_prior.LogStart.Deviation), 1 / Square(_prior.Rate.Deviation));
        var (a, b, c) = (start + (_count * noise), _x * noise, rate + (_squaredX * noise));
        var (right, other) = ((start * _prior.LogStart.Mean) + (_y * noise), (rate * _prior.Rate.Mean) + (_xy * noise));
        var determinant = (a * c) - (b * b);
        return (
            ((c * right) - (b * other)) / determinant, ((a * other) - (b * right)) / determinant, c / determinant,
            a / determinant, -b / determinant);
    }

    /// <summary>The probability that wear has reached the limit by an age.</summary>
    public double FailedBy(double hours)
    {
        if (hours <= 0)
            return 0;
        var (start, rate, startVariance, rateVariance, covariance) = Line();
        var x = Clock(hours);
        var deviation = Math.Sqrt(startVariance + (2 * covariance * x) + (rateVariance * x * x));
        return Normal.Probability((start + (rate * x) - Math.Log(_prior.Limit - _prior.Offset)) / deviation);
    }

    /// <summary>The probability that an asset which runs at this age fails within so many hours.</summary>
    public double RiskWithin(double ageHours, double hours)
    {
        var lived = 1 - FailedBy(ageHours);
        return lived <= 0 ? 1 : Math.Clamp(1 - ((1 - FailedBy(ageHours + hours)) / lived), 0, 1);
    }

    /// <summary>
    /// Hours left of an asset that runs at this age: the median, and the band that holds with the given probability. A bound is
    /// infinite where the asset may never fail as far as is known.
    /// </summary>
    public Estimate HoursLeft(double ageHours, double probability) => new(
        Quantile(ageHours, 0.5), Quantile(ageHours, (1 - probability) / 2), Quantile(ageHours, (1 + probability) / 2));

    public double[] HoursLeft(double ageHours, ReadOnlySpan<double> probabilities)
    {
        var left = new double[probabilities.Length];
        for (var i = 0; i < left.Length; i++)
            left[i] = Quantile(ageHours, probabilities[i]);
        return left;
    }

    /// <summary>
    /// The interval is what the unknown rate leaves. If the rate were known, little but the hour of failure would be left to
    /// chance, so the interval is wide wherever the risk is neither small nor near 1.
    /// </summary>
    public Estimate Risk(double ageHours, double hours, double probability = 0.9)
    {
        var (start, rate, startVariance, rateVariance, covariance) = Line();
        var along = covariance / rateVariance;
        var deviation = Math.Sqrt(startVariance - (covariance * along));
        var (now, then) = (ageHours > 0 ? Clock(ageHours) : double.NegativeInfinity, Clock(ageHours + hours));
        var (risks, weights) = (new double[Rates], new double[Rates]);
        for (var i = 0; i < Rates; i++)
        {
            var off = Math.Sqrt(rateVariance) * Normal.Quantile((i + 0.5) / Rates);
            double Lives(double clock) => double.IsNegativeInfinity(clock) ? 1 : Normal.Survival(
                (start + (along * off) + ((rate + off) * clock) - Math.Log(_prior.Limit - _prior.Offset)) / deviation);
            weights[i] = Lives(now);
            risks[i] = weights[i] > 0 ? Math.Clamp(1 - (Lives(then) / weights[i]), 0, 1) : 1;
        }

        if (!(weights.Sum() > 0))
            return new Estimate(1, 1, 1);
        var (value, seen) = (RiskWithin(ageHours, hours), Estimate.Of(risks, weights, probability));

        // Where nearly all rates agree, the few others still count in what is expected.
        return new Estimate(value, Math.Min(value, seen.Low), Math.Max(value, seen.High));
    }

    public void Save(StateWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        foreach (var sum in (ReadOnlySpan<double>)[_count, _x, _squaredX, _y, _xy])
            writer.WriteDouble(sum);
    }

    /// <summary>A path as it was saved of an asset of which the same was known beforehand.</summary>
    /// <exception cref="StateFormatException">The bytes end too early.</exception>
    public static DegradationPath Load(ref StateReader reader, PathPrior prior) => new(
        prior, reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble());

    private double Quantile(double ageHours, double share)
    {
        var (low, high) = (0.0, Math.Max(1, ageHours));
        while (RiskWithin(ageHours, high) < share)
        {
            if (high > 1e9)
                return double.PositiveInfinity;
            (low, high) = (high, 2 * high);
        }

        for (var step = 0; step < 60; step++)
        {
            var middle = (low + high) / 2;
            (low, high) = RiskWithin(ageHours, middle) < share ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }

    private double Clock(double hours) => _prior.Form == PathForm.Exponential ? hours : Math.Log(hours);

    private static double Square(double value) => value * value;
}
