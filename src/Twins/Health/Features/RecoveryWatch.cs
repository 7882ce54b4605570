namespace OrleansTwin.Twins.Health.Features;

/// <summary>
/// Tells when an asset has been overhauled though nobody said so: wear does not heal, so an index of nearness that rises for
/// good was given life back. A cumulative sum (Page 1954) of how far the index stands above its recent mean, less a slack. All
/// bounds are shares of the cycles that the index was learned from: being least squares', it seldom strays further than those.
/// </summary>
/// <param name="nearCycles">The cycles before the end that the index was learned from.</param>
public struct RecoveryWatch(int nearCycles)
{
    /// <summary>What the index is held against looks back so far, and is trusted after so many cycles.</summary>
    private const int SpanCycles = 10;

    /// <summary>So much of a rise is noise.</summary>
    private const double SlackShare = 1 / 6.0;

    /// <summary>No cycle counts for more: one or two wild readings are no overhaul.</summary>
    private const double RiseShareMax = 1 / 2.0;

    private LocalTrend _recent;
    private int _cycles;
    private double _sum;

    /// <summary>Whether this cycle shows that the asset has recovered; if so the watch begins anew with it.</summary>
    /// <param name="nearness">Cycles to the end, as the index has it.</param>
    /// <param name="weight">How much the index counts in the cycle's regime; 1 in the mean.</param>
    public bool Push(double nearness, double weight)
    {
        if (_cycles++ >= SpanCycles)
        {
            var rise = weight * (nearness - _recent.Mean - (SlackShare * nearCycles));
            _sum = Math.Max(0, _sum + Math.Min(rise, RiseShareMax * nearCycles));
        }

        var isRecovered = _sum > nearCycles;
        if (isRecovered)
            (_recent, _cycles, _sum) = (default, 1, 0);
        _recent.Push(nearness, SpanCycles, weight);
        return isRecovered;
    }
}
