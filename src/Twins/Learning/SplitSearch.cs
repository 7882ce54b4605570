namespace OrleansTwin.Twins.Learning;

/// <summary>
/// Finds the division of a leaf that lowers the loss most, by the second-order gain of Friedman (2001) and Chen and Guestrin
/// (2016). Missing values are tried on both sides, and go with the heavier side where the leaf has none. A monotone column may
/// not order the sides' values the wrong way, and values stay within the bounds that monotone splits above have set.
/// </summary>
internal sealed class SplitSearch(double shrinkage, double weightMin, IReadOnlyList<int> monotone)
{
    public Split Best(ReadOnlySpan<GradientSum> histogram, int column, GradientSum total, Bounds bounds)
    {
        var best = Split.None;
        var missing = histogram[^1];
        var hasMissing = missing.Weight > 0;
        var whole = Loss(total, bounds);
        var sum = default(GradientSum);
        var binLast = histogram.Length - (hasMissing ? 2 : 3);
        for (var bin = 0; bin <= binLast; bin++)
        {
            sum += histogram[bin];
            if (total.Weight - sum.Weight < weightMin)
                break;
            if (sum.Weight >= weightMin)
                Try(sum, missingLeft: !hasMissing && 2 * sum.Weight >= total.Weight, bin);
            if (hasMissing && sum.Weight + missing.Weight >= weightMin)
                Try(sum + missing, missingLeft: true, bin);
        }

        return best;

        void Try(GradientSum left, bool missingLeft, int bin)
        {
            var right = total - left;
            if (right.Weight < weightMin || !IsOrdered(column, left, right, bounds))
                return;
            var gain = whole - Loss(left, bounds) - Loss(right, bounds);
            if (gain > best.Gain)
                best = new Split(column, bin, missingLeft, gain, left, right);
        }
    }

    /// <summary>The value that lowers a leaf's loss most, within its bounds.</summary>
    public double Value(GradientSum sum, Bounds bounds) => bounds.Clamp(-sum.Gradient / (sum.Weight + shrinkage));

    /// <summary>The bounds of both sides: a monotone split keeps all below it on their side of the middle.</summary>
    public (Bounds Left, Bounds Right) BoundsOf(Split split, Bounds bounds)
    {
        var sign = SignOf(split.Column);
        if (sign == 0)
            return (bounds, bounds);
        var middle = (Value(split.Left, bounds) + Value(split.Right, bounds)) / 2;
        return sign > 0
            ? (bounds with { High = middle }, bounds with { Low = middle })
            : (bounds with { Low = middle }, bounds with { High = middle });
    }

    private double Loss(GradientSum sum, Bounds bounds)
    {
        var value = Value(sum, bounds);
        return value * (sum.Gradient + (0.5 * (sum.Weight + shrinkage) * value));
    }

    private bool IsOrdered(int column, GradientSum left, GradientSum right, Bounds bounds) => SignOf(column) switch
    {
        > 0 => Value(left, bounds) <= Value(right, bounds),
        < 0 => Value(left, bounds) >= Value(right, bounds),
        _ => true,
    };

    private int SignOf(int column) => monotone.Count == 0 ? 0 : monotone[column];
}

/// <summary>What a leaf's value may be.</summary>
internal readonly record struct Bounds(double Low, double High)
{
    public static Bounds None { get; } = new(double.NegativeInfinity, double.PositiveInfinity);

    public double Clamp(double value) => Math.Min(Math.Max(value, Low), High);
}
