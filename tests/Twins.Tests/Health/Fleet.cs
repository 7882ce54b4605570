using OrleansTwin.Twins.Health.Features;

namespace OrleansTwin.Twins.Tests.Health;

/// <summary>
/// Assets that wear by a power of time and fail where wear reaches 1. Two settings lead to three regimes, in which sensors read
/// differently; two sensors show wear, one is noise, one is constant.
/// </summary>
internal static class Fleet
{
    public static RowLayout Layout { get; } = new(["height", "speed"], ["heat", "flow", "noise", "rated"]);

    public static List<AssetHistory> Of(int assets, int seed, bool oneRegime = false)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, assets).Select(asset => One($"asset {asset}", random, oneRegime))];
    }

    private static AssetHistory One(string name, Random random, bool oneRegime)
    {
        var life = 120 + random.Next(120);
        var (heatOffset, flowOffset) = (random.NextDouble() - 0.5, random.NextDouble() - 0.5);
        var rows = new List<float[]>();
        for (var cycle = 1; cycle <= life; cycle++)
        {
            var regime = oneRegime ? 0 : random.Next(3);
            var wear = Math.Pow((double)cycle / life, 3);
            rows.Add(
            [
                (float)((10 * regime) + (0.01 * random.NextDouble())), regime == 2 ? 0.8f : 0.3f,
                (float)(500 + (40 * regime) + (regime == 1 ? 12 : 6) * (wear + (0.2 * heatOffset) + (0.2 * Noise(random)))),
                (float)(50 - (10 * regime) - (3 * (wear + (0.2 * flowOffset) + (0.2 * Noise(random))))),
                (float)Noise(random), 14.7f,
            ]);
        }

        return new AssetHistory(name, rows);
    }

    private static double Noise(Random random) => random.NextDouble() + random.NextDouble() - 1;
}
