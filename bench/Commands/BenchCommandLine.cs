using System.CommandLine;
using OrleansTwin.Bench.Benchmarks;
using OrleansTwin.Bench.Harness;

namespace OrleansTwin.Bench.Commands;

/// <summary>The command line of the benchmarks and proofs.</summary>
internal static class BenchCommandLine
{
    public static Task<int> RunAsync(string[] args) => Create().Parse(args).InvokeAsync();

    private static RootCommand Create()
    {
        var names = new Argument<string[]>("name")
        {
            Description = "'all', or names that 'list' shows.", Arity = ArgumentArity.OneOrMore,
        };
        var root = new RootCommand(
            "Measures OrleansTwin and writes bench/results/NAME.json. Exit code 1: a bar was missed.") { names };
        root.SetAction((parsed, cancellation) => MeasureAsync(parsed.GetRequiredValue(names), cancellation));
        root.Subcommands.Add(ListCommand.Create());
        root.Subcommands.Add(Http.BareEndpoint.Create());
        root.Subcommands.Add(ProveCommand.Create());
        root.Subcommands.Add(SoakCommand.Create());
        root.Subcommands.Add(ScaleCommand.Create());
        return root;
    }

    private static async Task<int> MeasureAsync(string[] names, CancellationToken cancellation)
    {
        var unknown = names.Where(name => name != "all" && BenchmarkList.All.All(benchmark => benchmark.Name != name)).ToList();
        if (unknown.Count > 0)
        {
            await Console.Error.WriteLineAsync(
                $"No benchmark is called {string.Join(", ", unknown)}; expected 'all' or a name that 'list' shows.");
            return 2;
        }

        return names.Contains("all")
            ? await BenchmarkRun.RunAsync(BenchmarkList.All, BenchmarkList.Unmeasured, cancellation)
            : await BenchmarkRun.RunAsync(
                [.. BenchmarkList.All.Where(benchmark => names.Contains(benchmark.Name))], [], cancellation);
    }
}
