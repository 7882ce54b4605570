using OrleansTwin.Twins.Simulation;

namespace OrleansTwin.Twins.Learning;

/// <summary>
/// The mean over groups, and between what bounds it lies with 95 %: means of groups drawn again with replacement (Efron 1979).
/// Rows of a group (an asset, a block) are drawn together, since they are one piece of evidence.
/// </summary>
internal static class GroupBootstrap
{
    private const int Resamples = 400;

    public static (double Mean, double Low, double High) Mean(IReadOnlyList<double> groups, ulong seed)
    {
        var random = new RandomStream(seed);
        var means = new double[Resamples];
        for (var i = 0; i < Resamples; i++)
        {
            for (var j = 0; j < groups.Count; j++)
                means[i] += groups[(int)(random.Uniform() * groups.Count)] / groups.Count;
        }

        Array.Sort(means);
        return (groups.Average(), means[(int)(0.025 * Resamples)], means[(int)(0.975 * Resamples)]);
    }
}
