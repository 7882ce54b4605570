using OrleansTwin.Twins.Health.Features;
using OrleansTwin.Twins.Health.Rul;
using OrleansTwin.Twins.Learning;

namespace OrleansTwin.Runtime.Tests.Lives.Trained;

/// <summary>
/// Presses that were made up: temperature rises and power falls by the cube of age, to the same bounds at the end of every life.
/// </summary>
internal static class MadePresses
{
    private static readonly Lazy<byte[]> Trained = new(() => RulModelCodec.Write(Train(seed: 1)));

    /// <summary>The columns of the data it was learned from are not called as the plant's sensors are.</summary>
    public static RowLayout Layout { get; } = new([], ["heat", "load"]);

    /// <summary>A model's file.</summary>
    public static byte[] File => Trained.Value;

    public static RulModel Train(ulong seed) => RulTrainer.Train(
        Layout, Lives(30, (int)seed),
        new RulOptions
        {
            Rounds = 1,
            Seed = seed,
            Trees = new RulOptions().Trees with { TreesMax = 30, LearningRate = 0.2 },
            Bands = new RulOptions().Bands with { TreesMax = 10, LearningRate = 0.3 },
        },
        new ModelSource("made presses", 638_000_000_000_000_000), (count, body) => Parallel.For(0, count, body));

    public static List<AssetHistory> Lives(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(asset => Life($"press {asset}", 60 + random.Next(80), random))];
    }

    /// <summary>What a press of an age shows: heat and load.</summary>
    public static float[] Row(int cycle, int life, Random random)
    {
        var wear = Math.Pow((double)cycle / life, 3);
        return
        [
            (float)(40 + (20 * wear) + random.NextDouble()), (float)(30 - (8 * wear) - (0.4 * random.NextDouble())),
        ];
    }

    private static AssetHistory Life(string name, int life, Random random) =>
        new(name, [.. Enumerable.Range(1, life).Select(cycle => Row(cycle, life, random))]);
}
