using System.Diagnostics;

namespace OrleansTwin.Proofs;

/// <summary>
/// A grid without its database: one silo can't reach it, though it reaches the others; and for ten minutes nobody can. Nothing
/// is acknowledged that is not durable, the broker keeps the rest, and in the end everything is there once.
/// </summary>
internal sealed class GridDatabaseProof(ProofOptions options, GridProcesses grid)
{
    private static readonly TimeSpan SiloCutOff = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Away = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(15);

    /// <summary>Until the gateway's probes tell of a lasting outage, and for what broker and feed have kept.</summary>
    private static readonly TimeSpan CatchUpMax = TimeSpan.FromMinutes(10);

    /// <exception cref="PlatformNotSupportedException">The grid is not built here.</exception>
    public static async Task<ProofResult> RunAsync(ProofOptions options)
    {
        GridMember.Demand();
        await using var grid = await GridProcesses.StartAsync(GridPlant.Text(), Proof.KeepsEverything);
        var proof = new GridDatabaseProof(options, grid);
        return await GridUnderLoad.RunAsync(options, grid, async (answers, counts) =>
        {
            for (var time = 0; time < options.Kills; time++)
            {
                await proof.CutOffAsync(answers, counts);
                await proof.StopAsync(answers, counts);
            }
        });
    }

    private async Task CutOffAsync(GridAnswers answers, Dictionary<string, double> counts)
    {
        await Task.Delay(Quiet);
        const string What = "a silo cut off from the database only, for 60 s";
        options.Tell($"{DateTime.UtcNow:HH:mm:ss.fff} {What}");
        await grid.LinkOfLastSilo.WhileOutAsync(() => Task.Delay(SiloCutOff));
        await TellAsync(What, answers, counts);
    }

    private async Task StopAsync(GridAnswers answers, Dictionary<string, double> counts)
    {
        await Task.Delay(Quiet);
        const string What = "the database away for ten minutes";
        options.Tell($"{DateTime.UtcNow:HH:mm:ss.fff} {What}");
        await grid.Postgres.StopAsync("immediate");
        await Task.Delay(Away);
        await grid.Postgres.StartAgainAsync();
        await TellAsync(What, answers, counts);
    }

    /// <summary>From when the database is there for all.</summary>
    private async Task TellAsync(string what, GridAnswers answers, Dictionary<string, double> counts)
    {
        options.Tell($"{DateTime.UtcNow:HH:mm:ss.fff}   it is back");
        var outage = await answers.AgainAsync(Stopwatch.GetTimestamp(), CatchUpMax);
        counts.Note(options, what, outage);
        counts[$"{what}, all of it there after (s)"] = outage.Current.TotalSeconds;
        options.Tell($"  all machines show values of after it {outage.Current.TotalSeconds:0.0} s after its return");
    }
}
