namespace OrleansTwin.Twins.Health.Features;

/// <summary>
/// Between what values smoothed signals were when a model learned; widened by a margin, the domain in which it applies.
/// </summary>
/// <param name="lows">Of each signal.</param>
/// <param name="highs">Of each signal.</param>
/// <param name="repeatsMax">For how many cycles each may repeat one value.</param>
public sealed class SignalRange(double[] lows, double[] highs, int[] repeatsMax)
{
    /// <summary>The margin on either side, in the range that was seen.</summary>
    private const double MarginShare = 0.25;

    internal ReadOnlySpan<double> Lows => lows;

    internal ReadOnlySpan<double> Highs => highs;

    internal ReadOnlySpan<int> RepeatsMax => repeatsMax;

    public bool IsInside(int signal, double value)
    {
        var margin = MarginShare * (highs[signal] - lows[signal]);
        return double.IsNaN(value) || (value >= lows[signal] - margin && value <= highs[signal] + margin);
    }
}
