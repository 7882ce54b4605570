using OrleansTwin.Twins.Simulation;

namespace OrleansTwin.Twins.Health.Rul;

/// <summary>
/// The mean over assets, and between what bounds it lies with 95 %: means of assets drawn again with replacement (Efron 1979).
/// Rows of an asset are drawn together, since they are one piece of evidence.
/// </summary>
internal static class AssetBootstrap
{
    private const int Resamples = 400;

    public static (double Mean, double Low, double High) Mean(IReadOnlyList<double> assets, ulong seed)
    {
        var random = new RandomStream(seed);
        var means = new double[Resamples];
        for (var i = 0; i < Resamples; i++)
        {
            for (var j = 0; j < assets.Count; j++)
                means[i] += assets[(int)(random.Uniform() * assets.Count)] / assets.Count;
        }

        Array.Sort(means);
        return (assets.Average(), means[(int)(0.025 * Resamples)], means[(int)(0.975 * Resamples)]);
    }
}
