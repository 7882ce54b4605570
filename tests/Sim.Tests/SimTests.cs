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

    /// <summary>How many seeds instead of the usual ones, counted from 1.</summary>
    private const string SeedsVariable = "ORLEANSTWIN_SIM_SEEDS";

    private const int UsualSeeds = 20;

    public static TheoryData<int> Seeds =>
        Setting(SeedVariable) is { } seed ? [seed] : [.. Enumerable.Range(1, Setting(SeedsVariable) ?? UsualSeeds)];

    private static int? Setting(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? int.Parse(value, CultureInfo.InvariantCulture) : null;

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
