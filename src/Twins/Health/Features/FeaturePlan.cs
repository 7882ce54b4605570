using OrleansTwin.Twins.Learning;

namespace OrleansTwin.Twins.Health.Features;

/// <summary>
/// How an asset's rows become features, learned from assets that ran to failure. Two linear indexes sum up what sensors say
/// together, better than any alone: <see cref="Wear"/> by signals and the asset's own baseline, for how much life is left, and
/// <see cref="Nearness"/> by signals alone, for how near the end is (limits are absolute). Trees see the trends of both
/// and the slopes of signals, but no levels of single signals: those tell an asset from the others and are learned by heart.
/// </summary>
public sealed class FeaturePlan
{
    private static readonly string[] TrendsOfWear = ["mean", "level", "slope", "since start"];
    private static readonly string[] TrendsOfNearness = ["mean", "level", "slope"];

    internal FeaturePlan(SignalScaling scaling, FeatureOptions options, LinearModel wear, LinearModel nearness, SignalRange range)
    {
        (Scaling, Options, Wear, Nearness, Range) = (scaling, options, wear, nearness, range);
        WearWeights = WeightsOf(wear);
        NearnessWeights = WeightsOf(nearness);
        Names = [.. NamesOf()];
    }

    public SignalScaling Scaling { get; }

    public FeatureOptions Options { get; }

    /// <summary>Of signals, then of baselines.</summary>
    public LinearModel Wear { get; }

    /// <summary>Of signals.</summary>
    public LinearModel Nearness { get; }

    /// <summary>Where signals have been.</summary>
    public SignalRange Range { get; }

    /// <summary>By regime, how much the index counts there.</summary>
    internal double[] WearWeights { get; }

    internal double[] NearnessWeights { get; }

    /// <summary>A name for each feature, in order.</summary>
    public IReadOnlyList<string> Names { get; }

    public int Count => Names.Count;

    /// <summary>How many features of an index a span has.</summary>
    internal static int WearTrends => TrendsOfWear.Length;

    internal static int NearnessTrends => TrendsOfNearness.Length;

    private double[] WeightsOf(LinearModel index)
    {
        var noises = Scaling.Noises.Select(
            noise => new[] { noise.Select((variance, signal) => variance * Math.Pow(index.Weights[signal], 2)).Sum() });
        return [.. SignalScaling.WeightsOf([.. noises]).Select(weight => weight[0])];
    }

    private IEnumerable<string> NamesOf()
    {
        yield return "cycles";
        foreach (var span in Options.IndexSpans)
        {
            foreach (var trend in TrendsOfWear)
                yield return FormattableString.Invariant($"wear {trend} {span}");
            foreach (var trend in TrendsOfNearness)
                yield return FormattableString.Invariant($"nearness {trend} {span}");
        }

        for (var signal = 0; signal < Scaling.Signals; signal++)
        {
            foreach (var span in Options.SignalSpans)
                yield return FormattableString.Invariant($"{Scaling.NameOf(signal)} slope {span}");
        }
    }
}
