using OrleansTwin.Runtime.Tests.Support;

namespace OrleansTwin.Runtime.Tests.Engine;

/// <summary>
/// A process that is killed at any moment, and starts again from its files, comes to the same bytes as one that was never
/// disturbed.
/// </summary>
public class RecoveryTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Killed_anywhere_and_started_again_a_plant_comes_to_the_same_bytes(int seed)
    {
        var inputs = Script.Write(SmallPlant.Create(), 8, 3, seed);
        await using var undisturbed = await EngineBench.OpenAsync(SmallPlant.Create());
        foreach (var (place, input) in inputs.Index())
        {
            await undisturbed.ApplyAsync(input);
            if (place % 100 == 99)
                await undisturbed.CheckpointAsync();
        }

        await undisturbed.CheckpointAsync();
        await using var killed = await PlayWithKillsAsync(inputs, new Random(seed));

        Ledgers.AssertSame(await undisturbed.ReadAllAsync(), await killed.ReadAllAsync(), $"seed {seed}");
    }

    private static async Task<EngineBench> PlayWithKillsAsync(List<Input> inputs, Random random)
    {
        var plant = SmallPlant.Create();
        var bench = await EngineBench.OpenAsync(plant);
        foreach (var input in inputs)
        {
            await bench.ApplyAsync(input);
            if (random.Next(60) == 0)
                await bench.CheckpointAsync();
            if (random.Next(80) != 0)
                continue;
            var left = bench.CopyAsKilled();
            await bench.DisposeAsync();
            bench = await EngineBench.OpenAsync(plant, left);
        }

        await bench.CheckpointAsync();
        return bench;
    }
}
