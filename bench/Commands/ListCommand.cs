using System.CommandLine;
using OrleansTwin.Bench.Benchmarks;
using OrleansTwin.Bench.Harness;

namespace OrleansTwin.Bench.Commands;

/// <summary><c>list</c>: what can be measured, and against which bars.</summary>
internal static class ListCommand
{
    public static Command Create()
    {
        var command = new Command("list", "Shows the benchmarks and their bars.");
        command.SetAction(_ => List());
        return command;
    }

    private static void List()
    {
        foreach (var benchmark in BenchmarkList.All)
        {
            Console.WriteLine($"{benchmark.Name,-16} {benchmark.Measures}");
            foreach (var bar in Bars.Of(benchmark.Name))
                Console.WriteLine($"{"",-16} {bar.Figure} {bar.Demand}");
        }

        foreach (var bar in BenchmarkList.Unmeasured)
            Console.WriteLine($"Not measured: {bar}");
    }
}
