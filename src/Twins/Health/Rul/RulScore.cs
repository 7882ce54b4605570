namespace OrleansTwin.Twins.Health.Rul;

/// <summary>An estimate and what came.</summary>
public readonly record struct RulOutcome(double Truth, RulEstimate Estimate);

/// <summary>How often one band held, and its mean width.</summary>
/// <param name="Coverage">What it promises.</param>
/// <param name="Found">What it held, truths above the cap counting as the cap.</param>
/// <param name="FoundUncapped">What it held with truths as they were.</param>
/// <param name="WidthCycles">From bound to bound, in the mean.</param>
public sealed record RulBandScore(double Coverage, double Found, double FoundUncapped, double WidthCycles);

/// <summary>How good estimates were.</summary>
/// <param name="Count">Outcomes.</param>
/// <param name="RmseCapped">Root of the mean squared error, truths above the cap counting as the cap.</param>
/// <param name="RmseUncapped">The same with truths as they were.</param>
/// <param name="NasaScore">
/// Of the PHM 2008 challenge: the sum of exp(-d/13) - 1 where d, the estimate less the truth, is negative, and of exp(d/10) - 1
/// where it is not. Truths above the cap count as the cap.
/// </param>
/// <param name="Bands">By <see cref="RulBands.Coverages"/>.</param>
public sealed record RulScore(
    int Count, double RmseCapped, double RmseUncapped, double NasaScore, IReadOnlyList<RulBandScore> Bands)
{
    public static RulScore Of(IReadOnlyCollection<RulOutcome> outcomes, double cap)
    {
        if (outcomes.Count == 0)
            return new RulScore(0, double.NaN, double.NaN, double.NaN, []);
        var bands = RulBands.Coverages.Select((coverage, place) => new RulBandScore(
            coverage,
            outcomes.Average(item => item.Estimate.Band(place).Contains(Math.Min(item.Truth, cap)) ? 1.0 : 0),
            outcomes.Average(item => item.Estimate.Band(place).Contains(item.Truth) ? 1.0 : 0),
            outcomes.Average(item => item.Estimate.Band(place).Width)));
        return new RulScore(
            outcomes.Count,
            Rms(outcomes.Select(item => item.Estimate.Cycles - Math.Min(item.Truth, cap))),
            Rms(outcomes.Select(item => item.Estimate.Cycles - item.Truth)),
            outcomes.Sum(item => Nasa(item.Estimate.Cycles - Math.Min(item.Truth, cap))),
            [.. bands]);
    }

    /// <summary>The mean of several, figure by figure.</summary>
    public static RulScore Mean(IReadOnlyCollection<RulScore> scores) => new(
        scores.First().Count, scores.Average(score => score.RmseCapped), scores.Average(score => score.RmseUncapped),
        scores.Average(score => score.NasaScore),
        [.. scores.First().Bands.Select((band, place) => new RulBandScore(
            band.Coverage, scores.Average(score => score.Bands[place].Found),
            scores.Average(score => score.Bands[place].FoundUncapped),
            scores.Average(score => score.Bands[place].WidthCycles)))]);

    private static double Nasa(double late) => late < 0 ? Math.Exp(-late / 13) - 1 : Math.Exp(late / 10) - 1;

    private static double Rms(IEnumerable<double> errors) => Math.Sqrt(errors.Average(error => error * error));
}
