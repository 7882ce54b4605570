namespace OrleansTwin.Twins.Maintenance.Lives;

/// <summary>
/// The likelihood of failures and suspensions in location μ and the logarithm λ of the spread, in which it is nearly normal.
/// </summary>
internal sealed class LifeLikelihood(LifeForm form, IReadOnlyList<Lifetime> lifetimes)
{
    private readonly (double Log, bool IsFailure, int Count)[] _lives =
        [.. lifetimes.Select(life => (Math.Log(life.Hours), life.IsFailure, life.Count))];

    public LifeForm Form => form;

    /// <summary>Its logarithm, without the part that depends on no parameter.</summary>
    public double Log(double location, double logSpread)
    {
        var (spread, sum) = (Math.Exp(logSpread), 0.0);
        foreach (var (log, isFailure, count) in _lives)
        {
            var z = (log - location) / spread;
            sum += count * (form == LifeForm.Weibull
                ? (isFailure ? z - logSpread : 0) - Math.Exp(z)
                : isFailure ? (-0.5 * z * z) - logSpread : Normal.LogSurvival(z));
        }

        return sum;
    }

    /// <summary>First and second derivatives, in μ and λ.</summary>
    public LifeSlopes Slopes(double location, double logSpread)
    {
        var spread = Math.Exp(logSpread);
        var slopes = default(LifeSlopes);
        foreach (var (log, isFailure, count) in _lives)
        {
            var z = (log - location) / spread;
            var (first, second) = OfTerm(z, isFailure);
            slopes = new LifeSlopes(
                slopes.Location - (count * first / spread),
                slopes.LogSpread - (count * ((z * first) + (isFailure ? 1 : 0))),
                slopes.LocationTwice + (count * second / (spread * spread)),
                slopes.Both + (count * (first + (z * second)) / spread),
                slopes.LogSpreadTwice + (count * ((z * first) + (z * z * second))));
        }

        return slopes;
    }

    // Of the logarithm of the standard density, or of the standard survival for a suspension, by z.
    private (double First, double Second) OfTerm(double z, bool isFailure)
    {
        if (form == LifeForm.Weibull)
            return ((isFailure ? 1 : 0) - Math.Exp(z), -Math.Exp(z));
        if (isFailure)
            return (-z, -1);
        var hazard = Normal.Hazard(z);
        return (-hazard, -hazard * (hazard - z));
    }
}

/// <summary>Derivatives of a logarithm of likelihood.</summary>
internal readonly record struct LifeSlopes(
    double Location, double LogSpread, double LocationTwice, double Both, double LogSpreadTwice);
