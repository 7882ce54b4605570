using System.Diagnostics;

namespace OrleansTwin.Proofs;

/// <summary>
/// A grid of an older build becomes one of this build, a process at a time, and back: in between builds talk to each other and
/// hand shards over. Nothing is lost or counted twice.
/// </summary>
internal static class GridUpgradeProof
{
    /// <summary>Names the folder of the older build's <c>OrleansTwin.Silo.dll</c>.</summary>
    private const string OlderBuild = "PROVE_OLDER_BUILD";

    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(12);

    /// <exception cref="PlatformNotSupportedException">One of the two builds is not here.</exception>
    public static async Task<ProofResult> RunAsync(ProofOptions options)
    {
        GridMember.Demand();
        var older = Path.Combine(Environment.GetEnvironmentVariable(OlderBuild) ?? "", "OrleansTwin.Silo.dll");
        if (!File.Exists(older))
        {
            throw new PlatformNotSupportedException(
                $"there is no older build at '{older}'. Build src/Silo of an older commit and name its folder in {OlderBuild}.");
        }

        await using var grid = await GridProcesses.StartAsync(GridPlant.Text(), Proof.KeepsEverything, program: older);
        return await GridUnderLoad.RunAsync(options, grid, async (answers, counts) =>
        {
            foreach (var member in grid.Members)
                await ReplaceAsync(member, GridMember.OwnProgram, "replaced by this build");
            foreach (var member in grid.Members.Reverse())
                await ReplaceAsync(member, older, "replaced by the older build");

            async Task ReplaceAsync(GridMember member, string program, string what)
            {
                await Task.Delay(Quiet);
                options.Tell($"{DateTime.UtcNow:HH:mm:ss.fff} {member.Name} {what}");
                var since = Stopwatch.GetTimestamp();
                await member.StopAsync();
                member.Program = program;
                await member.StartAsync();
                counts.Note(options, what, await answers.AgainAsync(since));
            }
        });
    }
}
