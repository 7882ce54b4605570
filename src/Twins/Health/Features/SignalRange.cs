namespace OrleansTwin.Twins.Health.Features;

/// <summary>
/// Between what values smoothed signals were when a model learned; widened by a margin, the domain in which it applies.
/// </summary>
public sealed class SignalRange(double[] lows, double[] highs)
{
    /// <summary>The margin on either side, in the range that was seen.</summary>
    private const double MarginShare = 0.25;

    internal ReadOnlySpan<double> Lows => lows;

    internal ReadOnlySpan<double> Highs => highs;

    public bool IsInside(int signal, double value)
    {
        var margin = MarginShare * (highs[signal] - lows[signal]);
        return double.IsNaN(value) || (value >= lows[signal] - margin && value <= highs[signal] + margin);
    }
}
