namespace OrleansTwin.Twins.Maintenance.Lives;

/// <summary>
/// A life distribution fitted to failures and suspensions by maximum likelihood, with its uncertainty: the posterior over
/// location and logarithm of spread without prior knowledge (density 1 / spread), on a grid. Its intervals hold exactly for
/// samples that end with a given number of failures (Lawless 2003), and nearly for others; nothing in it is drawn by chance.
/// </summary>
public sealed class LifeFit : IRemainingLife
{
    /// <summary>With fewer failures at different ages the spread can't be told.</summary>
    public const int FailuresMin = 3;

    private const int StepsMax = 200;

    /// <summary>Points beside the best one on each side; the grid reaches to where likelihood has fallen by this much.</summary>
    private const int GridHalf = 24;

    private const double LogFall = 14;

    /// <summary>Steps of growing size in the logarithm of hours: farther than any life.</summary>
    private const int ReachMax = 10;

    private readonly (LifeDistribution Life, double Weight)[] _posterior;

    private LifeFit(
        LifeDistribution best, IReadOnlyList<Lifetime> lifetimes, double logLikelihood,
        (LifeDistribution Life, double Weight)[] posterior)
    {
        (Best, LogLikelihood, _posterior) = (best, logLikelihood, posterior);
        Failures = lifetimes.Where(life => life.IsFailure).Sum(life => life.Count);
        Suspensions = lifetimes.Sum(life => life.Count) - Failures;
    }

    /// <summary>Of the greatest likelihood.</summary>
    public LifeDistribution Best { get; }

    public int Failures { get; }

    public int Suspensions { get; }

    /// <summary>Comparable between forms that were fitted to the same lifetimes: the greater fits better.</summary>
    public double LogLikelihood { get; }

    /// <exception cref="ArgumentException">Too few failures, or lifetimes that are none; says what was found.</exception>
    public static LifeFit Of(LifeForm form, IReadOnlyList<Lifetime> lifetimes)
    {
        Demand(lifetimes);
        var likelihood = new LifeLikelihood(form, lifetimes);
        var (location, logSpread) = Maximum(likelihood, lifetimes);
        return new LifeFit(
            new LifeDistribution(form, location, Math.Exp(logSpread)), lifetimes, likelihood.Log(location, logSpread),
            Posterior(likelihood, location, logSpread));
    }

    /// <summary>Of both forms the one that fits better.</summary>
    public static LifeFit Better(IReadOnlyList<Lifetime> lifetimes)
    {
        var (weibull, lognormal) = (Of(LifeForm.Weibull, lifetimes), Of(LifeForm.Lognormal, lifetimes));
        // The densities are those of the logarithm of life, whose constant factor the normal one lacks.
        var log = lognormal.LogLikelihood - (lognormal.Failures * 0.5 * Math.Log(2 * Math.PI));
        return weibull.LogLikelihood >= log ? weibull : lognormal;
    }

    /// <summary>
    /// Anything that follows from a life distribution: its mean over what the parameters may be, and the interval in which it
    /// lies with the given probability.
    /// </summary>
    public Estimate Estimate(Func<LifeDistribution, double> of, double probability = 0.9)
    {
        var values = Array.ConvertAll(_posterior, point => of(point.Life));
        return Maintenance.Estimate.Of(values, Array.ConvertAll(_posterior, point => point.Weight), probability);
    }

    public Estimate Risk(double ageHours, double hours, double probability = 0.9) =>
        Estimate(life => life.RiskWithin(ageHours, hours), probability);

    public double[] HoursLeft(double ageHours, ReadOnlySpan<double> probabilities)
    {
        var before = Array.ConvertAll(_posterior, point => point.Life.CumulativeHazard(ageHours));
        var left = new double[probabilities.Length];
        var (at, value) = (Best.Location, LogHazard(ageHours, before, Best.Location));
        for (var i = 0; i < left.Length; i++)
        {
            // From one root to the next: few steps where probabilities are in order.
            var wanted = Math.Log(-Math.Log(1 - probabilities[i]));
            var root = Root(logHours => LogHazard(ageHours, before, logHours) - wanted, at, value - wanted);
            left[i] = Math.Exp(root);
            if (double.IsFinite(root))
                (at, value) = (root, wanted);
        }

        return left;
    }

    /// <summary>The logarithm of the cumulative hazard from an age on: for Weibull without unknowns a line in ln hours.</summary>
    private double LogHazard(double ageHours, double[] before, double logHours)
    {
        var (age, risk) = (ageHours + Math.Exp(logHours), 0.0);
        for (var i = 0; i < before.Length; i++)
            risk += _posterior[i].Weight * (1 - Math.Exp(before[i] - _posterior[i].Life.CumulativeHazard(age)));
        return Math.Log(-Math.Log(Math.Clamp(1 - risk, 1e-300, 1 - 1e-16)));
    }

    // Where a rising, nearly straight line crosses 0: secants that keep the root between them (Illinois).
    private static double Root(Func<double, double> off, double start, double startOff)
    {
        var (low, lowOff, high, highOff) = (start, startOff, start, startOff);
        for (var step = 1; lowOff > 0 && step < ReachMax; step++)
            (high, highOff, low, lowOff) = (low, lowOff, low - step, off(low - step));
        for (var step = 1; highOff < 0; step++)
        {
            if (step == ReachMax)
                return double.PositiveInfinity;
            (low, lowOff, high, highOff) = (high, highOff, high + step, off(high + step));
        }

        for (var (step, side) = (0, 0); step < StepsMax && high - low > 1e-7; step++)
        {
            var at = ((low * highOff) - (high * lowOff)) / (highOff - lowOff);
            var atOff = off(at);
            if (Math.Abs(atOff) < 1e-7)
                return at;
            if (atOff < 0)
                (low, lowOff, highOff, side) = (at, atOff, side == -1 ? highOff / 2 : highOff, -1);
            else
                (high, highOff, lowOff, side) = (at, atOff, side == 1 ? lowOff / 2 : lowOff, 1);
        }

        return (low + high) / 2;
    }

    private static void Demand(IReadOnlyList<Lifetime> lifetimes)
    {
        foreach (var life in lifetimes)
        {
            if (!(life.Hours > 0) || double.IsInfinity(life.Hours))
            {
                throw new ArgumentException(FormattableString.Invariant(
                    $"A part lived {life.Hours} h; expected more than 0. Leave out what never ran."));
            }
        }

        var failures = lifetimes.Where(life => life.IsFailure).Select(life => life.Hours).Distinct().Count();
        if (failures < FailuresMin)
        {
            throw new ArgumentException(
                $"{failures} of {lifetimes.Count} lifetimes ended in failures of different ages; at least {FailuresMin} are "
                + "needed. Until then use what the maker says, or parts of the same type from elsewhere.");
        }
    }

    // Newton's method, a step being halved until likelihood rises; the way of steepest ascent where it is not concave.
    private static (double Location, double LogSpread) Maximum(LifeLikelihood likelihood, IReadOnlyList<Lifetime> lifetimes)
    {
        var logs = lifetimes.Where(life => life.IsFailure).Select(life => Math.Log(life.Hours)).ToArray();
        var location = lifetimes.Max(life => Math.Log(life.Hours));
        var logSpread = Math.Log(Math.Sqrt(logs.Average(log => Math.Pow(log - logs.Average(), 2))) + 0.1);
        var value = likelihood.Log(location, logSpread);
        for (var step = 0; step < StepsMax; step++)
        {
            var slopes = likelihood.Slopes(location, logSpread);
            var (toLocation, toLogSpread) = Direction(slopes);
            var share = Math.Min(1, 1 / Math.Max(Math.Abs(toLocation), Math.Abs(toLogSpread)));
            double next;
            while ((next = likelihood.Log(location + (share * toLocation), logSpread + (share * toLogSpread))) < value
                && share > 1e-12)
                share /= 2;
            if (!(next >= value))
                break;
            location += share * toLocation;
            logSpread += share * toLogSpread;
            if (Math.Abs(share * toLocation) + Math.Abs(share * toLogSpread) < 1e-10)
                break;
            value = next;
        }

        return (location, logSpread);
    }

    private static (double Location, double LogSpread) Direction(LifeSlopes slopes)
    {
        var determinant = (slopes.LocationTwice * slopes.LogSpreadTwice) - (slopes.Both * slopes.Both);
        if (slopes.LocationTwice >= 0 || determinant <= 0)
            return (slopes.Location, slopes.LogSpread);
        return (
            -((slopes.LogSpreadTwice * slopes.Location) - (slopes.Both * slopes.LogSpread)) / determinant,
            -((slopes.LocationTwice * slopes.LogSpread) - (slopes.Both * slopes.Location)) / determinant);
    }

    // Along the axes of the curvature at the best point, as far as likelihood is worth counting, each side by itself.
    private static (LifeDistribution Life, double Weight)[] Posterior(
        LifeLikelihood likelihood, double location, double logSpread)
    {
        var slopes = likelihood.Slopes(location, logSpread);
        var (a, b, c) = (-slopes.LocationTwice, -slopes.Both, -slopes.LogSpreadTwice);
        var top = likelihood.Log(location, logSpread);
        // The factor of the information matrix: (u, v) are independent with deviation 1 where likelihood is normal.
        var (first, tilt) = (Math.Sqrt(a), b / a);
        var second = Math.Sqrt(Math.Max(c - (b * tilt), 1e-12));
        (double Location, double LogSpread) At(double u, double v) =>
            (location + (u / first) - (tilt * v / second), logSpread + (v / second));
        double Fall(double u, double v) => top - likelihood.Log(At(u, v).Location, At(u, v).LogSpread);
        var points = new List<(LifeDistribution, double)>();
        var (low, high) = (Reach(v => Fall(0, v), -1), Reach(v => Fall(0, v), 1));
        for (var row = -GridHalf; row <= GridHalf; row++)
        {
            var v = row * (row < 0 ? -low : high) / GridHalf;
            var middle = Ridge(u => Fall(u, v));
            var floor = Fall(middle, v);
            if (floor > LogFall)
                continue;
            var (left, right) = (Reach(u => Fall(middle + u, v) - floor, -1), Reach(u => Fall(middle + u, v) - floor, 1));
            for (var column = -GridHalf; column <= GridHalf; column++)
            {
                var u = middle + (column * (column < 0 ? -left : right) / GridHalf);
                var weight = Math.Exp(-Fall(u, v)) * Cell(row, -low, high) * Cell(column, -left, right);
                var (mu, lambda) = At(u, v);
                points.Add((new LifeDistribution(likelihood.Form, mu, Math.Exp(lambda)), weight));
            }
        }

        var sum = points.Sum(point => point.Item2);
        return [.. points.Select(point => (point.Item1, point.Item2 / sum)).Where(point => point.Item2 > 1e-9)];
    }

    // How much of the axis a point stands for: steps differ on both sides of the middle.
    private static double Cell(int place, double low, double high) => place < 0 ? low : place > 0 ? high : (low + high) / 2;

    private static double Reach(Func<double, double> fall, int sign)
    {
        var (near, far) = (0.0, 1.0);
        while (fall(sign * far) < LogFall && far < 1000)
            (near, far) = (far, 1.5 * far);
        for (var step = 0; step < 12; step++)
        {
            var middle = (near + far) / 2;
            (near, far) = fall(sign * middle) < LogFall ? (middle, far) : (near, middle);
        }

        return sign * far;
    }

    // Where likelihood is highest for this spread; it has one summit in the location.
    private static double Ridge(Func<double, double> fall)
    {
        var (low, high) = (-1.0, 1.0);
        while (fall(2 * low) < fall(low) && low > -1000)
            low *= 2;
        while (fall(2 * high) < fall(high) && high < 1000)
            high *= 2;
        (low, high) = (2 * low, 2 * high);
        for (var step = 0; step < 40; step++)
        {
            var (third, other) = (low + ((high - low) / 3), high - ((high - low) / 3));
            (low, high) = fall(third) < fall(other) ? (low, other) : (third, high);
        }

        return (low + high) / 2;
    }
}
