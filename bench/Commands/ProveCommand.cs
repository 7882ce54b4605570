using System.CommandLine;
using System.Diagnostics;
using OrleansTwin.Bench.Harness;
using OrleansTwin.Proofs;

namespace OrleansTwin.Bench.Commands;

/// <summary>
/// <c>prove WHAT</c>: real processes are disturbed, and nothing that was acknowledged is lost or counted twice.
/// </summary>
internal static class ProveCommand
{
    /// <summary>Exit code: the machine does not let the proof run, which proves nothing either way.</summary>
    private const int NotPermitted = 3;

    private static readonly Dictionary<string, (string Says, Func<ProofOptions, Task<ProofResult>> Run)> Proofs = new()
    {
        ["loss"] = ("QoS 1 through a broker that is restarted twice, the process killed (SIGKILL) often", Proof.LossAsync),
        ["http"] = ("posts with retries and idempotency keys, the process killed (SIGKILL) often", Proof.HttpAsync),
        ["postgres"] = ("QoS 1, kept by a PostgreSQL server that is killed and restarted, too", Proof.PostgresAsync),
        ["network"] = ("QoS 1 over a cable that is pulled or works one way, the process standing still, too", Proof.NetworkAsync),
        ["disk-full"] = ("posts with retries, the disk full for a while again and again", Proof.DiskFullAsync),
    };

    public static Command Create()
    {
        var what = new Argument<string>("what") { Description = string.Join(", ", Proofs.Keys) };
        what.AcceptOnlyFromAmong([.. Proofs.Keys]);
        var seed = new Option<int>("--seed") { Description = "Of plant and kills.", DefaultValueFactory = _ => 1 };
        var kills = new Option<int>("--kills")
        {
            Description = "How often the process is killed.", DefaultValueFactory = _ => 50,
        };
        var command = new Command("prove", "Proves with real processes that nothing acknowledged is lost or counted twice.")
        {
            what, seed, kills,
        };
        command.SetAction((parsed, _) => ProveAsync(
            parsed.GetRequiredValue(what), parsed.GetValue(seed), parsed.GetValue(kills)));
        return command;
    }

    private static async Task<int> ProveAsync(string what, int seed, int kills)
    {
        var (says, run) = Proofs[what];
        var began = Stopwatch.GetTimestamp();
        ProofResult result;
        try
        {
            result = await run(new ProofOptions(seed, kills, Console.WriteLine));
        }
        catch (UnauthorizedAccessException refused)
        {
            await Console.Error.WriteLineAsync($"Not proved: {refused.Message}");
            return NotPermitted;
        }
        catch (OperationCanceledException late)
        {
            await Console.Error.WriteLineAsync($"The proof broke off, an answer did not come in time: {late}");
            return 1;
        }

        foreach (var finding in result.Findings)
            Console.WriteLine($"Found: {finding}");
        var figures = result.Counts.Select(count => new Figure(count.Key, count.Value, "1"))
            .Append(new Figure("duration", Stopwatch.GetElapsedTime(began).TotalSeconds, "s"))
            .Append(new Figure("findings", result.Findings.Count, "1"));
        var name = $"prove-{what}";
        var verdicts = Verdict.Judge(name, [.. figures]);
        return BenchmarkRun.Tell([.. await BenchmarkRun.KeepAsync(name, $"{says}; seed {seed}", verdicts)]);
    }
}
