using System.Diagnostics;

namespace OrleansTwin.Proofs;

/// <summary>A grid whose machines go on telling while something is done to it; and what is there in the end.</summary>
internal static class GridUnderLoad
{
    /// <param name="options">How much is sent.</param>
    /// <param name="grid">Runs already.</param>
    /// <param name="disturb">What is done; notes what it saw.</param>
    public static async Task<ProofResult> RunAsync(
        ProofOptions options, GridProcesses grid, Func<GridAnswers, Dictionary<string, double>, Task> disturb)
    {
        var logs = Path.Combine(Path.GetTempPath(), $"prove-grid-{Environment.ProcessId}");
        try
        {
            await using var stream = await GridStream.ConnectAsync(grid.Broker.Url, options.Seed);
            var counts = new Dictionary<string, double>();
            await WhileSendingAsync(options, stream, async () =>
            {
                var answers = new GridAnswers(grid.Http);
                await answers.AgainAsync(Stopwatch.GetTimestamp());
                await disturb(answers, counts);
            });
            options.Tell($"{stream.Acknowledged} values acknowledged, {stream.Rate:0}/s: reckoning");
            counts["values acknowledged"] = stream.Acknowledged;
            return new ProofResult(await new GridReckoning(grid.Http, stream, options.Seed).ReckonAsync(), counts);
        }
        finally
        {
            await grid.KeepLogsAsync(logs);
            options.Tell($"what the processes said is in {logs}");
        }
    }

    /// <summary>Tells of an outage, and notes the longest of its kind.</summary>
    public static void Note(this Dictionary<string, double> counts, ProofOptions options, string what, Outage outage)
    {
        options.Tell($"  answered again after {outage.Answered.TotalSeconds:0.0} s; last {outage.Slowest} {outage.Refusal}");
        counts[what] = counts.GetValueOrDefault(what) + 1;
        var name = $"{what}, answered again after, at most (s)";
        counts[name] = Math.Max(counts.GetValueOrDefault(name), outage.Answered.TotalSeconds);
    }

    private static async Task WhileSendingAsync(ProofOptions options, GridStream stream, Func<Task> action)
    {
        using var enough = new CancellationTokenSource();
        var sending = stream.RunAsync(options.ValuesPerS, enough.Token);
        try
        {
            await action();
        }
        finally
        {
            await enough.CancelAsync();
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await sending;
    }
}
