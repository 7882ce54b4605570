using OrleansTwin.Twins.Health.Features;
using OrleansTwin.Twins.Learning;
using OrleansTwin.Twins.Simulation;

namespace OrleansTwin.Twins.Health.Rul;

/// <summary>
/// Judges a way of learning on assets that ran to failure: whole models are learned without a part of the assets, which are
/// then cut off at random cycles of their lives and judged at their last row, as a test set is.
/// </summary>
public static class RulCrossValidation
{
    private const int Parts = 5;
    private const int CutsOfAsset = 20;

    /// <summary>Cuts leave at least so many cycles, and at most those that bands are for.</summary>
    private const int CyclesLeftMin = 5;

    public static List<RulOutcome> Run(
        RowLayout layout, IReadOnlyList<AssetHistory> histories, RulOptions options, ForEach forEach,
        Action<double>? progress = null, CancellationToken cancellation = default)
    {
        var outcomes = new List<RulOutcome>();
        var parts = GroupFolds.Of([.. Enumerable.Range(0, histories.Count)], Parts, options.Seed + 1_000_000);
        var random = new RandomStream(options.Seed);
        for (var part = 0; part < Parts; part++)
        {
            var before = part;
            var model = RulTrainer.Train(
                layout, [.. histories.Where((_, asset) => parts[asset] != part)], options, new ModelSource("cross-validation", 0),
                forEach, share => progress?.Invoke((before + share) / Parts), cancellation);
            foreach (var history in histories.Where((_, asset) => parts[asset] == part))
                outcomes.AddRange(Judge(model, history, options, random));
        }

        return outcomes;
    }

    private static IEnumerable<RulOutcome> Judge(
        RulModel model, AssetHistory history, RulOptions options, RandomStream random)
    {
        var all = history.Rows.Count;
        var first = Math.Max(options.CyclesMin, all - options.BandCyclesMax);
        var last = all - CyclesLeftMin;
        if (last <= first)
            yield break;
        var cuts = Enumerable.Range(0, CutsOfAsset).Select(_ => first + (int)(random.Uniform() * (last - first)))
            .CountBy(cut => cut).ToDictionary();
        var monitor = new RulMonitor(model);
        for (var seen = 1; seen <= last; seen++)
        {
            monitor.Push(history.Rows[seen - 1]);
            for (var again = cuts.GetValueOrDefault(seen); again > 0; again--)
                yield return new RulOutcome(all - seen, monitor.Estimate());
        }
    }
}
