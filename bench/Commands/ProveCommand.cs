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

    private static readonly Dictionary<string, ProofKind> Proofs = new()
    {
        ["loss"] = new(
            "QoS 1 through a broker that is restarted twice, the process killed (SIGKILL) often", 50, 500, Proof.LossAsync),
        ["http"] = new("posts with retries and idempotency keys, the process killed (SIGKILL) often", 50, 500, Proof.HttpAsync),
        ["postgres"] = new(
            "QoS 1, kept by a PostgreSQL server that is killed and restarted, too", 50, 500, Proof.PostgresAsync),
        ["network"] = new(
            "QoS 1 over a cable that is pulled or works one way, the process standing still, too", 50, 500, Proof.NetworkAsync),
        ["disk-full"] = new("posts with retries, the disk full for a while again and again", 50, 500, Proof.DiskFullAsync),
        ["grid"] = new(
            "QoS 1 into a grid whose silos, ingest and gateway are killed (SIGKILL), its database restarted", 10, 50_000,
            GridProof.RunAsync),
        ["grid-trouble"] = new(
            "QoS 1 into a grid of which a silo stands still, or is cut off from the others and not from the database", 2, 10_000,
            GridTroubleProof.RunAsync),
        ["grid-database"] = new(
            "QoS 1 into a grid of which a silo can't reach the database, and then nobody can for ten minutes", 1, 10_000,
            GridDatabaseProof.RunAsync),
        ["grid-upgrade"] = new(
            "QoS 1 into a grid that is replaced by another build, a process at a time, and back", 0, 10_000,
            GridUpgradeProof.RunAsync),
    };

    public static Command Create()
    {
        var what = new Argument<string>("what") { Description = string.Join(", ", Proofs.Keys) };
        what.AcceptOnlyFromAmong([.. Proofs.Keys]);
        var seed = new Option<int>("--seed") { Description = "Of plant and kills.", DefaultValueFactory = _ => 1 };
        var kills = new Option<int?>("--kills") { Description = "How often a process is killed [default: 50, grid: 10]." };
        var rate = new Option<int?>("--rate") { Description = "Values a second [default: 500, grid: 50000]." };
        var command = new Command("prove", "Proves with real processes that nothing acknowledged is lost or counted twice.")
        {
            what, seed, kills, rate,
        };
        command.SetAction((parsed, _) => ProveAsync(
            parsed.GetRequiredValue(what), parsed.GetValue(seed), parsed.GetValue(kills), parsed.GetValue(rate)));
        return command;
    }

    private static async Task<int> ProveAsync(string what, int seed, int? kills, int? rate)
    {
        var kind = Proofs[what];
        var options = new ProofOptions(seed, kills ?? kind.Kills, Console.WriteLine) { ValuesPerS = rate ?? kind.ValuesPerS };
        var began = Stopwatch.GetTimestamp();
        ProofResult result;
        try
        {
            result = await kind.Run(options);
        }
        catch (Exception refused) when (refused is UnauthorizedAccessException or PlatformNotSupportedException)
        {
            await Console.Error.WriteLineAsync($"Not proved: {refused.Message}");
            return NotPermitted;
        }
        catch (Exception late) when (late is OperationCanceledException or TimeoutException)
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
        var measures = $"{kind.Says}; {options.ValuesPerS} values/s, seed {seed}";
        return BenchmarkRun.Tell([.. await BenchmarkRun.KeepAsync(name, measures, verdicts)]);
    }

    /// <summary>A proof, how often it kills and how much it sends unless it is told.</summary>
    private sealed record ProofKind(string Says, int Kills, int ValuesPerS, Func<ProofOptions, Task<ProofResult>> Run);
}
