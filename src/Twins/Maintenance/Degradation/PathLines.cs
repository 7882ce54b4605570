using OrleansTwin.Twins.Maintenance.Lives;

namespace OrleansTwin.Twins.Maintenance.Degradation;

/// <summary>
/// What is believed of an asset's line where neither the noise of its readings is known nor how far beliefs may be trusted:
/// lines for several noises, each as likely as the readings make it. The noise is believed beforehand to be lognormal around what
/// was told. One belief of a rate in ten is taken to be mistaken, and the more the readings contradict it the likelier it is
/// (ε-contamination: Berger 1985); with one normal belief, readings for years would be needed to overrule it.
/// </summary>
internal sealed class PathLines
{
    /// <summary>Of the noise's logarithm: two of three noises are within a factor of 1.65 of what was told.</summary>
    public const double NoiseDeviation = 0.5;

    /// <summary>Who would last longer is taken not to fail.</summary>
    public const double NeverHours = 1e9;

    /// <summary>
    /// What is running with less than this probability has reached its limit, whatever still turns: that it has not would follow
    /// from lines alone which nobody would believe in.
    /// </summary>
    private const double RunsMin = 0.01;

    /// <summary>Rates may be farther from a mistaken belief by this factor.</summary>
    private const double MistakenBy = 4;
    private const double MistakenShare = 0.1;

    /// <summary>Noises lie so many deviations around the likeliest, in so many steps on each side.</summary>
    private const double NoiseReach = 3;
    private const int NoiseHalf = 4;

    /// <summary>Rates for each line lie around those that are likeliest of what still runs.</summary>
    private const double RateReach = 4.5;
    private const int RateHalf = 30;

    private readonly PathForm _form;
    private readonly double _logLimit;
    private readonly (PathLine Line, double Weight)[] _lines;

    public PathLines(PathPrior prior, PathReadings readings)
    {
        (_form, _logLimit) = (prior.Form, Math.Log(prior.Limit - prior.Offset));
        var rate = prior.DemandRate();
        (PathLine Line, double LogWeight)[] lines =
        [
            .. OfNoises(prior, readings, Math.Log(1 - MistakenShare)),
            .. OfNoises(
                prior with { Rate = rate with { Deviation = MistakenBy * rate.Deviation } }, readings, Math.Log(MistakenShare)),
        ];
        var top = lines.Max(each => each.LogWeight);
        var sum = lines.Sum(each => Math.Exp(each.LogWeight - top));
        _lines = [.. lines.Select(each => (each.Line, Math.Exp(each.LogWeight - top) / sum)).Where(each => each.Item2 > 1e-9)];
    }

    public double FailedBy(double hours) => _lines.Sum(
        each => each.Weight * Normal.Probability(-each.Line.Below(_logLimit, PathClock.Of(_form, hours))));

    public double RiskWithin(double ageHours, double hours) => FailedOf(Lives(ageHours), ageHours + hours);

    /// <summary>Hours by which this share has failed of what runs at this age.</summary>
    public double HoursLeft(double ageHours, double share)
    {
        var (low, high, lives) = (0.0, Math.Max(1, ageHours), Lives(ageHours));
        if (lives < RunsMin)
            return 0;
        while (FailedOf(lives, ageHours + high) < share)
        {
            if (high > NeverHours)
                return double.PositiveInfinity;
            (low, high) = (high, 2 * high);
        }

        while (high - low > 1e-9 * high)
        {
            var middle = (low + high) / 2;
            (low, high) = FailedOf(lives, ageHours + middle) < share ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }

    public Estimate Risk(double ageHours, double hours, double probability)
    {
        if (Lives(ageHours) < RunsMin)
            return new Estimate(1, 1, 1);
        var points = _lines.Length * ((2 * RateHalf) + 1);
        var (risks, weights, next) = (new double[points], new double[points], 0);
        foreach (var (line, weight) in _lines)
        {
            var now = ageHours > 0 ? line.BelowByRate(_logLimit, PathClock.Of(_form, ageHours)) : (double.PositiveInfinity, 0);
            var then = line.BelowByRate(_logLimit, PathClock.Of(_form, ageHours + hours));

            // Of what still runs slow rates are likelier than of what was made: rates lie around these.
            double Log(double off) => (-0.5 * off * off) + LogLives(now, off);
            var middle = Summit(Log, 40);
            for (var i = -RateHalf; i <= RateHalf; i++)
            {
                var off = middle + (RateReach * i / RateHalf);
                weights[next] = weight * Math.Exp(Log(off));
                risks[next++] = Math.Clamp(1 - Math.Exp(LogLives(then, off) - LogLives(now, off)), 0, 1);
            }
        }

        var (value, seen) = (RiskWithin(ageHours, hours), Estimate.Of(risks, weights, probability));

        // Where nearly all rates agree, the few others still count in what is expected.
        return new Estimate(value, Math.Min(value, seen.Low), Math.Max(value, seen.High));
    }

    // Each line with the logarithm of how likely its noise is.
    private static IEnumerable<(PathLine Line, double LogWeight)> OfNoises(
        PathPrior prior, PathReadings readings, double logShare)
    {
        (PathLine Line, double Log) At(double off)
        {
            var line = PathLine.Of(prior, readings, prior.LogNoise * Math.Exp(off));
            return (line, line.LogLikelihood - (0.5 * off * off / (NoiseDeviation * NoiseDeviation)));
        }

        var best = Summit(off => At(off).Log, NoiseReach / NoiseDeviation);
        var near = 0.1 * NoiseDeviation;
        var curvature = ((2 * At(best).Log) - At(best - near).Log - At(best + near).Log) / (near * near);
        var deviation = 1 / Math.Sqrt(Math.Max(curvature, 1 / (NoiseDeviation * NoiseDeviation)));
        for (var step = -NoiseHalf; step <= NoiseHalf; step++)
        {
            var (line, log) = At(best + (deviation * NoiseReach * step / NoiseHalf));
            yield return (line, logShare + log + Math.Log(deviation));
        }
    }

    private static double LogLives((double Value, double Slope) below, double off) =>
        double.IsPositiveInfinity(below.Value) ? 0 : Normal.LogSurvival(-below.Value - (below.Slope * off));

    /// <summary>The probability that it runs at an age.</summary>
    private double Lives(double hours) => hours <= 0 ? 1 : _lines.Sum(
        each => each.Weight * Normal.Survival(-each.Line.Below(_logLimit, PathClock.Of(_form, hours))));

    /// <summary>Of those that ran before, the share that has failed by an age.</summary>
    private double FailedOf(double lives, double hours) => lives < RunsMin ? 1 : Math.Clamp(1 - (Lives(hours) / lives), 0, 1);

    /// <summary>Where a curve with one summit has it, within a reach of 0.</summary>
    private static double Summit(Func<double, double> of, double reach)
    {
        var (low, high) = (-reach, reach);
        while (high - low > 0.01)
        {
            var (third, other) = (low + ((high - low) / 3), high - ((high - low) / 3));
            (low, high) = of(third) < of(other) ? (third, high) : (low, other);
        }

        return (low + high) / 2;
    }
}
