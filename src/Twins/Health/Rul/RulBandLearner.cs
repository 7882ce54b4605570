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

    /// <summary>The bands, and how estimates and bands did on assets that they were not learned from.</summary>
    public static (RulBands Bands, IReadOnlyList<ModelMetric> Metrics) Learn(
        IEnumerable<RulJudgement> all, RulOptions options, ForEach forEach, CancellationToken cancellation)
    {
        var judged = all.Where(item => item.CyclesLeft <= options.BandCyclesMax).ToArray();
        var learner = new RulBandLearner(judged, options, forEach, cancellation);
        var scores = RulBands.Coverages.Select(_ => new double[judged.Length]).ToArray();
        for (var part = 0; part < options.Parts; part++)
            learner.Score(part, scores);
        var everything = Enumerable.Range(0, judged.Length).ToArray();
        var bands = learner.Grow(
            judged, [.. scores.Select((of, place) => learner.Margin(of, everything, RulBands.Coverages[place]))]);
        return (bands, [.. learner.Metrics(scores, bands)]);
    }

    private double Margin(double[] scores, int[] rows, double coverage) => Conformal.Margin(
        Array.ConvertAll(rows, row => scores[row]), Array.ConvertAll(rows, row => _judged[row].Asset), coverage);

    private IEnumerable<ModelMetric> Metrics(double[][] scores, RulBands bands)
    {
        var squares = OfAssets("", row => Math.Pow(_judged[row].Estimate - Truth(_judged[row]), 2));
        yield return new ModelMetric(
            "RMSE in cycles, truth capped", Math.Sqrt(squares.Value), Math.Sqrt(squares.Low), Math.Sqrt(squares.High));
        for (var place = 0; place < scores.Length; place++)
        {
            var (of, coverage, at) = (scores[place], RulBands.Coverages[place], place);
            var margins = Enumerable.Range(0, _options.Parts).Select(part => Margin(
                of, [.. Enumerable.Range(0, of.Length).Where(row => _judged[row].Part != part)], coverage)).ToArray();
            yield return OfAssets(RulRecords.CoverageName(coverage), row => of[row] <= margins[_judged[row].Part] ? 1 : 0);
            yield return OfAssets(
                $"{RulRecords.BandName(coverage)}, width in cycles",
                row => bands.Of(at, _judged[row].Estimate, _judged[row].Seen).Width);
        }
    }

    private ModelMetric OfAssets(string name, Func<int, double> value)
    {
        var means = Enumerable.Range(0, _judged.Length).GroupBy(row => _judged[row].Asset).Select(rows => rows.Average(value));
        var (mean, low, high) = GroupBootstrap.Mean([.. means], _options.Seed);
        return new ModelMetric(name, mean, low, high);
    }

    // An upper bound at the cap or above means: or later. So a life that is longer than the cap is at the cap.
    private double Truth(RulJudgement item) => Math.Min(item.CyclesLeft, _options.Features.LifeCap);

    private void Score(int part, double[][] scores)
    {
        var bands = Grow([.. _judged.Where(item => item.Part != part)], new double[scores.Length]);
        for (var i = 0; i < _judged.Length; i++)
        {
            var item = _judged[i];
            if (item.Part != part)
                continue;
            for (var place = 0; place < scores.Length; place++)
                scores[place][i] = RulBands.Score(Truth(item), bands.Raw(place, item.Estimate, item.Seen));
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
