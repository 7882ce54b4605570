using OrleansTwin.Twins.Health.Features;

namespace OrleansTwin.Twins.Tests.Health;

/// <summary>Features by their definition, from a whole history at once: what the stream must come to.</summary>
internal static class FeaturesInBatch
{
    public static double[] Of(FeaturePlan plan, IReadOnlyList<float[]> rows)
    {
        var scaling = plan.Scaling;
        var (signals, regimes) = (new double[rows.Count][], new int[rows.Count]);
        for (var i = 0; i < rows.Count; i++)
            (regimes[i], _) = scaling.Scale(rows[i], signals[i] = new double[scaling.Signals]);
        var wear = rows.Select((_, i) => plan.Wear.Start + Enumerable.Range(0, scaling.Signals).Sum(signal =>
            (plan.Wear.Weights[signal] * signals[i][signal])
            + (plan.Wear.Weights[scaling.Signals + signal] * Baseline(plan, signals, regimes, signal, i)))).ToArray();
        var nearness = signals.Select(
            row => plan.Nearness.Start + row.Select((value, signal) => value * plan.Nearness.Weights[signal]).Sum()).ToArray();
        var wearWeights = IndexWeights(plan, plan.Wear.Weights);
        var nearnessWeights = IndexWeights(plan, plan.Nearness.Weights);
        var firsts = Math.Min(rows.Count, plan.Options.BaselineCycles);
        var start = Enumerable.Range(0, firsts).Sum(i => wear[i] * wearWeights[regimes[i]])
            / Enumerable.Range(0, firsts).Sum(i => wearWeights[regimes[i]]);
        var features = new List<double> { rows.Count };
        foreach (var span in plan.Options.IndexSpans)
        {
            var ofWear = Line(wear, [.. regimes.Select(regime => wearWeights[regime])], span);
            var ofNearness = Line(nearness, [.. regimes.Select(regime => nearnessWeights[regime])], span);
            features.AddRange([ofWear.Mean, ofWear.Level, ofWear.Slope, ofWear.Mean - start]);
            features.AddRange([ofNearness.Mean, ofNearness.Level, ofNearness.Slope]);
        }

        for (var signal = 0; signal < scaling.Signals; signal++)
        {
            foreach (var span in plan.Options.SignalSpans)
            {
                var weights = regimes.Select(regime => Weight(plan, regime, signal)).ToArray();
                features.Add(Line([.. signals.Select(row => row[signal])], weights, span).Slope);
            }
        }

        return [.. features];
    }

    private static double Baseline(FeaturePlan plan, double[][] signals, int[] regimes, int signal, int last)
    {
        var places = Enumerable.Range(0, Math.Min(last + 1, plan.Options.BaselineCycles)).ToList();
        return places.Sum(i => signals[i][signal] * Weight(plan, regimes[i], signal))
            / places.Sum(i => Weight(plan, regimes[i], signal));
    }

    // In reverse to noise, 1 in the mean of regimes.
    private static double Weight(FeaturePlan plan, int regime, int signal) =>
        1 / (plan.Scaling.Noises[regime][signal] * plan.Scaling.Noises.Average(noise => 1 / noise[signal]));

    private static double[] IndexWeights(FeaturePlan plan, double[] weights)
    {
        var precisions = plan.Scaling.Noises.Select(
            noise => 1 / noise.Select((variance, signal) => variance * weights[signal] * weights[signal]).Sum()).ToArray();
        return [.. precisions.Select(precision => precision / precisions.Average())];
    }

    /// <summary>The weighted line through the past, missing values left out.</summary>
    public static (double Mean, double Level, double Slope) Line(double[] values, double[] weights, double span)
    {
        var rows = values.Select((value, i) => (
                Value: value, Age: values.Length - 1.0 - i, Weight: weights[i] * Math.Pow(1 - (1 / span), values.Length - 1 - i)))
            .Where(row => !double.IsNaN(row.Value)).ToList();
        var whole = rows.Sum(row => row.Weight);
        var (mean, age) = (rows.Sum(row => row.Weight * row.Value) / whole, rows.Sum(row => row.Weight * row.Age) / whole);
        var slope = -rows.Sum(row => row.Weight * (row.Age - age) * (row.Value - mean))
            / (rows.Sum(row => row.Weight * (row.Age - age) * (row.Age - age)) + 50);
        return (mean, mean + (slope * age), slope);
    }
}
