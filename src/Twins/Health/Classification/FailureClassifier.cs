using OrleansTwin.Twins.Learning;

namespace OrleansTwin.Twins.Health.Classification;

/// <summary>What a model says of a row.</summary>
/// <param name="Probability">That the row is one of a failure; NaN without enough inputs.</param>
/// <param name="IsFailure">Whether that is the decision threshold or more.</param>
/// <param name="PresentShare">The share of what trees see that is there: what is derived from a missing number is missing, too.
/// </param>
/// <param name="OutsideShare">The share of inputs outside what the model learned from, or of an unknown kind.</param>
public readonly record struct FailureJudgement(double Probability, bool IsFailure, double PresentShare, double OutsideShare);

/// <summary>Tells rows of failure from others: boosted trees over numbers, kinds and what physics makes of them.</summary>
public sealed class FailureClassifier
{
    /// <summary>With less of what trees see of a row there is no judgement.</summary>
    public const double PresentShareMin = 0.8;

    internal FailureClassifier(
        ClassifierLayout layout, IReadOnlyList<IReadOnlyList<string>> levels, BoostedTrees[] members, double threshold,
        ColumnRange[] ranges, ModelRecord record) =>
        (Layout, Levels, Members, Threshold, Ranges, Record) = (layout, levels, members, threshold, ranges, record);

    public ClassifierLayout Layout { get; }

    /// <summary>For each column of kinds, those that were learned from, the most harmless first.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Levels { get; }

    public IReadOnlyList<BoostedTrees> Members { get; }

    /// <summary>From this probability on a row is called a failure.</summary>
    public double Threshold { get; }

    /// <summary>Where each column of numbers was.</summary>
    public IReadOnlyList<ColumnRange> Ranges { get; }

    public ModelRecord Record { get; }

    public FailureJudgement Judge(ClassifierRow row)
    {
        Span<float> features = stackalloc float[Layout.Features.Count];
        Layout.Write(row, Levels, features);
        var (strangers, outside) = (0, 0);
        for (var i = 0; i < row.Numbers.Length; i++)
            outside += Ranges[i].Contains(row.Numbers[i]) ? 0 : 1;
        for (var i = 0; i < row.Kinds.Length; i++)
            strangers += row.Kinds[i] is { } kind && !Levels[i].Contains(kind) ? 1 : 0;
        var outsideShare = (double)(outside + strangers) / (Layout.Numbers.Count + Layout.Kinds.Count);
        var presentShare = (double)(Present(features) + strangers) / features.Length;
        if (presentShare < PresentShareMin)
            return new FailureJudgement(double.NaN, IsFailure: false, presentShare, outsideShare);
        var probability = Probability(features);
        return new FailureJudgement(probability, probability >= Threshold, presentShare, outsideShare);
    }

    private static int Present(ReadOnlySpan<float> features)
    {
        var present = 0;
        foreach (var feature in features)
            present += float.IsNaN(feature) ? 0 : 1;
        return present;
    }

    private double Probability(ReadOnlySpan<float> features)
    {
        var sum = 0.0;
        foreach (var member in Members)
            sum += Logistic.Probability(member.Estimate(features));
        return sum / Members.Count;
    }
}

/// <summary>Where a column's values have been.</summary>
public readonly record struct ColumnRange(float Low, float High)
{
    /// <summary>Missing values are not outside.</summary>
    public bool Contains(float value) => float.IsNaN(value) || (value >= Low && value <= High);

    public static ColumnRange Of(IEnumerable<float> values)
    {
        var present = values.Where(value => !float.IsNaN(value)).DefaultIfEmpty(float.NaN).ToArray();
        return new ColumnRange(present.Min(), present.Max());
    }
}
