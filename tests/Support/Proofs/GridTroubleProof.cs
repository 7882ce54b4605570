using System.Diagnostics;

namespace OrleansTwin.Proofs;

/// <summary>
/// A silo that is not dead but out of reach: it stands still for longer than the others wait for it, or its cable to them is
/// out while it reaches the database. The others take it for dead; what it has open, it may not write to when they have it.
/// Afterwards its supervisor starts it again, and everything is there once.
/// </summary>
internal sealed class GridTroubleProof(ProofOptions options, GridProcesses grid, PrivateNetwork network)
{
    private static readonly TimeSpan Standstill = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(15);

    /// <exception cref="PlatformNotSupportedException">The grid is not built here.</exception>
    /// <exception cref="UnauthorizedAccessException">This user or machine may not make networks.</exception>
    public static async Task<ProofResult> RunAsync(ProofOptions options)
    {
        GridMember.Demand();
        await using var network = await PrivateNetwork.MakeAsync();
        await using var grid = await GridProcesses.StartAsync(GridPlant.Text(), Proof.KeepsEverything, network);
        var proof = new GridTroubleProof(options, grid, network);
        return await GridUnderLoad.RunAsync(options, grid, async (answers, counts) =>
        {
            for (var time = 0; time < options.Kills; time++)
                await proof.DisturbAsync(isCut: time % 2 == 1, answers, counts);
        });
    }

    /// <summary>The silo that has a network of its own, each time.</summary>
    private async Task DisturbAsync(bool isCut, GridAnswers answers, Dictionary<string, double> counts)
    {
        await Task.Delay(Quiet);
        var silo = grid.Silos[^1];
        var what = isCut ? "a silo cut off from the others, not from the database" : "a silo standing still for 30 s";
        options.Tell($"{DateTime.UtcNow:HH:mm:ss.fff} {what}");
        var since = Stopwatch.GetTimestamp();
        var answering = Task.Run(() => answers.AgainAsync(since));
        if (isCut)
            await network.WhilePulledAsync(() => answering);
        else
            await silo.WhileStoppedAsync(() => Task.Delay(Standstill));
        counts.Note(options, what, await answering);
        await Task.Delay(Quiet);
        await silo.KillAsync();
        await silo.StartAsync();
        await answers.AgainAsync(Stopwatch.GetTimestamp());
    }
}
