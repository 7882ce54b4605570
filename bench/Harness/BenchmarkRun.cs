namespace OrleansTwin.Bench.Harness;

/// <summary>Runs benchmarks one after the other: table, result file, exit code.</summary>
internal static class BenchmarkRun
{
    /// <param name="benchmarks">What is measured.</param>
    /// <param name="unmeasured">Bars that are missed because none of the benchmarks measures them.</param>
    /// <param name="cancellation">Ends the run between two benchmarks or within one.</param>
    /// <returns>0: every bar is held; 1: at least one is missed.</returns>
    public static async Task<int> RunAsync(
        IReadOnlyList<IBenchmark> benchmarks, IEnumerable<Bar> unmeasured, CancellationToken cancellation)
    {
        var missed = new List<string>(unmeasured.Select(bar => bar.ToString()));
        foreach (var benchmark in benchmarks)
        {
            Console.WriteLine($"{benchmark.Name}: {benchmark.Measures}");
            var figures = Verdict.Judge(benchmark.Name, await benchmark.RunAsync(cancellation));
            missed.AddRange(await KeepAsync(benchmark.Name, benchmark.Measures, figures));
        }

        return Tell(missed);
    }

    /// <summary>Prints and writes what was measured; returns the bars that were missed.</summary>
    public static async Task<IEnumerable<string>> KeepAsync(string name, string measures, IReadOnlyList<Verdict> figures)
    {
        var missed = Print(name, figures);
        Console.WriteLine(await ResultFile.WriteAsync(name, measures, figures));
        return missed;
    }

    /// <summary>Prints what was measured; returns the bars that were missed.</summary>
    public static IEnumerable<string> Print(string name, IReadOnlyList<Verdict> figures)
    {
        ResultTable.Print(name, figures);
        return figures.Where(figure => figure.Passed == false).Select(figure => $"{name}: {figure.Figure} {figure.Bar}");
    }

    /// <summary>Says which bars were missed and gives the exit code.</summary>
    public static int Tell(IReadOnlyCollection<string> missed)
    {
        foreach (var bar in missed)
            Console.WriteLine($"Missed: {bar}");
        return missed.Count == 0 ? 0 : 1;
    }
}
