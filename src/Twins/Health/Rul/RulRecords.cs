using OrleansTwin.Twins.Health.Features;
using OrleansTwin.Twins.Learning;

namespace OrleansTwin.Twins.Health.Rul;

/// <summary>Writes a model's record from what it was learned from and judged by.</summary>
internal static class RulRecords
{
    /// <summary>What the record calls a band.</summary>
    public static string BandName(double coverage) => FormattableString.Invariant($"{100 * coverage:F0} % band");

    /// <summary>What it calls the figure of how often a band held.</summary>
    public static string CoverageName(double coverage) => $"{BandName(coverage)}, share of truths inside";

    public static ModelRecord Of(
        FeaturePlan plan, IReadOnlyList<AssetHistory> histories, IReadOnlyList<ModelMetric> metrics, RulOptions options,
        ModelSource source) => new(
        "Planning of maintenance for assets of the type that was learned from, one estimate a cycle. Not for safety functions, "
        + "nor for failures of another kind than those in the data.",
        source.Data, Hash(histories), histories.Count, histories.Sum(history => history.Rows.Count),
        $"By asset into {options.Parts} parts, {options.Rounds} times; each member learned without one part. Judged by the mean "
        + $"of members that had not seen the asset, in the last {options.BandCyclesMax} cycles of its life from the "
        + $"{options.CyclesMin}th on, every asset counting alike; margins of bands from the other parts.",
        $"{plan.Scaling.Regimes.Count} operating regimes; {plan.Scaling.Signals} of {plan.Scaling.Layout.Sensors.Count} sensors "
        + FormattableString.Invariant($"used; estimates up to {options.Features.LifeCap} cycles, which mean: so many or more."),
        source.CalibratedTicks, options.Seed, metrics);

    private static string Hash(IReadOnlyList<AssetHistory> histories)
    {
        var hash = new DataHash();
        foreach (var history in histories)
        {
            hash.Add(history.Asset);
            foreach (var row in history.Rows)
                hash.Add(row);
        }

        return hash.Hex();
    }
}
