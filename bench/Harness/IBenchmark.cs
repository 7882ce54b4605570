namespace OrleansTwin.Bench.Harness;

/// <summary>One thing that is measured. A new one is a file in <c>Benchmarks/</c>, a line in <see cref="BenchmarkList"/>, and
/// its bars, if it has any, in <see cref="Bars"/>.</summary>
internal interface IBenchmark
{
    /// <summary>What the command line and the result file call it.</summary>
    string Name { get; }

    /// <summary>What it measures and how, in a sentence.</summary>
    string Measures { get; }

    Task<IReadOnlyList<Figure>> RunAsync(CancellationToken cancellation);
}
