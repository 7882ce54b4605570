namespace OrleansTwin.Twins.Learning;

/// <summary>
/// Split-conformal margins where rows come in groups: every group counts alike, as one draw, and one group more than there are is
/// assumed to be worse than all (Dunn, Wasserman and Ramdas 2022; scores: Romano, Patterson and Candès 2019).
/// The margin holds for rows of a group that was not calibrated with, if it is like those that were.
/// </summary>
public static class Conformal
{
    /// <summary>How far a truth lies outside an interval; negative: how deep inside.</summary>
    public static double Score(double truth, double low, double high) => Math.Max(low - truth, truth - high);

    /// <summary>
    /// The score that is not passed with the given probability. Infinite where there are too few groups: 1 / (1 - coverage) - 1
    /// are needed.
    /// </summary>
    public static double Margin(ReadOnlySpan<double> scores, ReadOnlySpan<int> groups, double coverage)
    {
        if (scores.Length != groups.Length)
        {
            throw new ArgumentException(
                $"There are {scores.Length} scores and {groups.Length} groups; expected as many of each.");
        }

        var sizes = new Dictionary<int, int>();
        foreach (var group in groups)
            sizes[group] = sizes.GetValueOrDefault(group) + 1;
        var sorted = scores.ToArray();
        var weights = new double[scores.Length];
        for (var i = 0; i < weights.Length; i++)
            weights[i] = 1.0 / ((sizes.Count + 1) * sizes[groups[i]]);
        Array.Sort(sorted, weights);
        var sum = 0.0;
        for (var i = 0; i < sorted.Length; i++)
        {
            sum += weights[i];
            if (sum >= coverage - 1e-12)
                return sorted[i];
        }

        return double.PositiveInfinity;
    }
}
