using OrleansTwin.Twins.Health.Features;
using OrleansTwin.Twins.Learning;

namespace OrleansTwin.Twins.Health.Rul;

/// <summary>By how many cycles a sensor lengthens (more than 0) or shortens an asset's estimate.</summary>
public readonly record struct RulCause(string Sensor, double Cycles);

/// <summary>
/// Where an estimate of remaining life comes from: exact Shapley values of the trees' inputs
/// (<see cref="TreeContributions"/>), the mean of members. What an index has added is shared among its sensors by the size of
/// their terms in it.
/// </summary>
/// <param name="Expected">The estimate of nobody in particular, cycles.</param>
/// <param name="Cycles">What the asset's age has added.</param>
/// <param name="Sensors">What sensors have added, the largest first, whatever the sign.</param>
public sealed record RulCauses(double Expected, double Cycles, IReadOnlyList<RulCause> Sensors)
{
    internal static RulCauses Of(RulModel model, IReadOnlyList<AssetFeatures> features)
    {
        var (expected, age, sums) = (0.0, 0.0, new Dictionary<string, double>(StringComparer.Ordinal));
        for (var i = 0; i < features.Count; i++)
        {
            var member = model.Members[i];
            var (row, added) = (new float[member.Plan.Count], new double[member.Plan.Count]);
            features[i].Write(row);
            expected += TreeContributions.Explain(member.Trees, row, added) / features.Count;
            age += added[0] / features.Count;
            var bySignal = BySignal(member.Plan, features[i], added);
            for (var signal = 0; signal < bySignal.Length; signal++)
            {
                var name = member.Plan.Scaling.NameOf(signal);
                sums[name] = sums.GetValueOrDefault(name) + (bySignal[signal] / features.Count);
            }
        }

        return new RulCauses(
            expected, age, [.. sums.Select(item => new RulCause(item.Key, item.Value))
                .OrderByDescending(cause => Math.Abs(cause.Cycles)).ThenBy(cause => cause.Sensor, StringComparer.Ordinal)]);
    }

    // Features stand in the order of the plan's names: cycles, then for each span of the indexes their trends, then slopes.
    private static double[] BySignal(FeaturePlan plan, AssetFeatures features, ReadOnlySpan<double> added)
    {
        var signals = plan.Scaling.Signals;
        var (wear, nearness, place) = (0.0, 0.0, 1);
        for (var span = 0; span < plan.Options.IndexSpans.Count; span++)
        {
            wear += Sum(added.Slice(place, FeaturePlan.WearTrends));
            nearness += Sum(added.Slice(place + FeaturePlan.WearTrends, FeaturePlan.NearnessTrends));
            place += FeaturePlan.WearTrends + FeaturePlan.NearnessTrends;
        }

        var (wearTerms, nearnessTerms, sums) = (new double[signals], new double[signals], new double[signals]);
        features.IndexTerms(wearTerms, nearnessTerms);
        Share(wear, wearTerms, sums);
        Share(nearness, nearnessTerms, sums);
        var spans = plan.Options.SignalSpans.Count;
        for (var signal = 0; signal < signals; signal++)
            sums[signal] += Sum(added.Slice(place + (signal * spans), spans));
        return sums;
    }

    private static void Share(double whole, double[] terms, double[] sums)
    {
        var size = terms.Sum(Math.Abs);
        for (var i = 0; i < terms.Length; i++)
            sums[i] += size > 0 ? whole * Math.Abs(terms[i]) / size : whole / terms.Length;
    }

    private static double Sum(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
            sum += value;
        return sum;
    }
}
