using OrleansTwin.Bench.Benchmarks.Feeds;
using OrleansTwin.Bench.Benchmarks.Folding;
using OrleansTwin.Bench.Harness;

namespace OrleansTwin.Bench.Benchmarks;

/// <summary>All benchmarks, in the order in which <c>all</c> runs them. A new one is a line here.</summary>
internal static class BenchmarkList
{
    public static readonly IReadOnlyList<IBenchmark> All =
    [
        new DecodeBenchmark(),
        new MqttReceiveBenchmark(),
        new HistoryBenchmark(),
        new ArchiveBenchmark(),
        new ApiTwinBenchmark(),
        new KpiWindowBenchmark(),
        new RulBenchmark(),
        new LearnersBenchmark(),
        new MaintenanceBenchmark(),
        new LivesBenchmark(),
        new AnomalyBenchmark(),
        new CausesBenchmark(),
        new MqttLatencyBenchmark(),
        new FoldBenchmark(),
        new LateBenchmark(),
        new StoreBenchmark(),
        new WalBenchmark(),
        new FeedBenchmark(),
        new LinkBenchmark(),
#if GRID
        new Grid.GridFoldBenchmark(),
        new Grid.GridActivationBenchmark(),
        new Grid.GridLatencyBenchmark(),
#endif
        new MqttSaturatedBenchmark(),
        new TwinMemoryBenchmark(),
        new RecoveryBenchmark(),
    ];

    /// <summary>Bars that no benchmark measures.</summary>
    public static IEnumerable<Bar> Unmeasured =>
        Bars.All.Except(Bars.OfCommands).Where(bar => All.All(benchmark => benchmark.Name != bar.Benchmark));
}
