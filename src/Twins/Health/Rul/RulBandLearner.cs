using OrleansTwin.Twins.Learning;

namespace OrleansTwin.Twins.Health.Rul;

/// <summary>
/// Learns bands from judgements. Quantile trees say how far from an estimate lives have ended; their margins are found on
/// parts of the assets that the trees were not grown on. Every asset counts alike, as one that is met at a random cycle of its
/// life.
/// </summary>
internal sealed class RulBandLearner
{
    private readonly RulJudgement[] _judged;
    private readonly RulOptions _options;
    private readonly ForEach _forEach;
    private readonly CancellationToken _cancellation;

    private RulBandLearner(
        RulJudgement[] judged, RulOptions options, ForEach forEach, CancellationToken cancellation) =>
        (_judged, _options, _forEach, _cancellation) = (judged, options, forEach, cancellation);

    public static RulBands Learn(
        IEnumerable<RulJudgement> all, RulOptions options, ForEach forEach, CancellationToken cancellation)
    {
        var judged = all.Where(item => item.CyclesLeft <= options.BandCyclesMax).ToArray();
        var learner = new RulBandLearner(judged, options, forEach, cancellation);
        var scores = RulBands.Coverages.Select(_ => new double[judged.Length]).ToArray();
        for (var part = 0; part < options.Parts; part++)
            learner.Score(part, scores);
        var assets = judged.Select(item => item.Asset).ToArray();
        return learner.Grow(
            judged, [.. scores.Select((of, place) => Conformal.Margin(of, assets, RulBands.Coverages[place]))]);
    }

    private void Score(int part, double[][] scores)
    {
        var bands = Grow([.. _judged.Where(item => item.Part != part)], new double[scores.Length]);
        for (var i = 0; i < _judged.Length; i++)
        {
            var item = _judged[i];
            if (item.Part != part)
                continue;
            // An upper bound at the cap or above means: or later. So a life that is longer than the cap is at the cap.
            var truth = Math.Min(item.CyclesLeft, _options.Features.LifeCap);
            for (var place = 0; place < scores.Length; place++)
                scores[place][i] = RulBands.Score(truth, bands.Raw(place, item.Estimate, item.Seen));
        }
    }

    private RulBands Grow(RulJudgement[] judged, double[] margins)
    {
        var sizes = judged.CountBy(item => item.Asset).ToDictionary();
        var whole = (float)judged.Length / sizes.Count;
        var table = new TrainingTable(
            [[.. judged.Select(item => (float)item.Estimate)], [.. judged.Select(item => (float)item.Seen)]],
            [.. judged.Select(item => (float)(item.CyclesLeft - item.Estimate))],
            weights: [.. judged.Select(item => whole / sizes[item.Asset])]);
        BoostedTrees Bound(double quantile) => BoostTrainer.Train(
            table, _options.Bands with { Quantile = quantile }, _forEach, cancellation: _cancellation);
        return new RulBands(
            [.. RulBands.Coverages.Select(coverage => Bound((1 - coverage) / 2))],
            [.. RulBands.Coverages.Select(coverage => Bound((1 + coverage) / 2))], margins,
            _options.BandCyclesMax);
    }
}
