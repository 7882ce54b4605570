using System.Globalization;
using OrleansTwin.Sim.Tests.Faults;
using OrleansTwin.Sim.Tests.World;

namespace OrleansTwin.Sim.Tests;

/// <summary>
/// The whole way from the broker to the ledger under faults drawn from a seed: whatever happens, in the end every sample is there
/// once and every number is what an undisturbed run gives.
/// </summary>
public sealed class SimTests
{
    /// <summary>One seed to run instead of the fixed ones.</summary>
    private const string SeedVariable = "ORLEANSTWIN_SIM_SEED";

    private const int FixedSeeds = 30;

    public static TheoryData<int> Seeds =>
        Environment.GetEnvironmentVariable(SeedVariable) is { Length: > 0 } seed
            ? [int.Parse(seed, CultureInfo.InvariantCulture)]
            : [.. Enumerable.Range(1, FixedSeeds)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Whatever_goes_wrong_everything_is_there_once_when_it_has_healed(int seed)
    {
        var schedule = Schedule.Draw(seed);
        await using var run = new SimRun(schedule);
        IReadOnlyList<string> found;
        try
        {
            await run.PlayAsync();
            found = await Findings.OfAsync(run);
        }
        catch (Exception failed)
        {
            found = [failed.ToString()];
        }

        Assert.True(
            found.Count == 0,
            $"{found.Count} findings:\n- {string.Join("\n- ", found)}\nReplay with {SeedVariable}={seed}\n{schedule}");
    }
}
