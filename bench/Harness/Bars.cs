using static OrleansTwin.Bench.Harness.BarKind;

namespace OrleansTwin.Bench.Harness;

/// <summary>
/// Every number that this project promises, on a machine of two cores. A bar names the figure that its benchmark must deliver.
/// </summary>
internal static class Bars
{
    public static readonly IReadOnlyList<Bar> All =
    [
        new("fold", "one sample per call", AtLeast, 4_000_000, "samples/s"),
        new("grid-fold", "batches of one second", AtLeast, 2_000_000, "samples/s"),
        new("grid-activation", "start until 10,000 sensors have answered", AtMost, 5, "s"),
        new("grid-latency", "published", AtLeast, 49_500, "samples/s"),
        new("grid-latency", "publish to a line's view, p99", AtMost, 250, "ms"),
        new("grid-latency", "lost", AtMost, 0, "samples"),
        new("fold", "runs of 100", AtLeast, 50_000_000, "samples/s"),
        new("fold", "allocated", AtMost, 0, "B/sample"),
        new("mqtt-latency", "publish to plant view, p99", AtMost, 10, "ms"),
        new("mqtt-latency", "our process", AtMost, 60, "% of a core"),
        new("mqtt-saturated", "our CPU to the broker's, per message", AtMost, 1, "ratio"),
        new("twin-memory", "per live sensor", AtMost, 1024, "B/sensor"),
        new("twin-memory", "cold start to serving", AtMost, 10, "s"),
        new("history", "CNC signals", AtMost, 2, "B/sample"),
        new("history", "simulated 10 Hz signals", AtMost, 2, "B/sample"),
        new("history", "writes", AtLeast, 2_000_000, "samples/s"),
        new("history", "a month at 2,000 points", AtMost, 100, "ms"),
        new("kpi-window", "any window of a year, worst", AtMost, 5, "ms"),
        new("rul", "FD001, RMSE capped", AtMost, 11, "cycles"),
        new("rul", "FD003, RMSE capped", AtMost, 9.6, "cycles"),
        new("rul", "FD001, 90 % band, mean width", AtMost, 42, "cycles"),
        new("rul", "FD003, 90 % band, mean width", AtMost, 42, "cycles"),
        new("rul", "FD001, 90 % band, mean width for truths to 50", AtMost, 40, "cycles"),
        new("rul", "FD003, 90 % band, mean width for truths to 50", AtMost, 40, "cycles"),
        new("rul", "FD001, training", AtMost, 20, "s"),
        new("rul", "FD004, training", AtMost, 60, "s"),
        new("rul", "an estimate", AtMost, 20, "us"),
        new("rul", "allocated", AtMost, 0, "B"),
        new("rul", "a fleet, cycle and estimate each second", AtMost, 30, "% of a core"),
        new("learners", "AI4I, F1 of failures, pooled", AtLeast, 0.85, "1"),
        new("learners", "AI4I, F1 of failures, mean of blocks", AtLeast, 0.85, "1"),
        new("learners", "steel, 15 min ahead, RMSE below persistence", AtLeast, 32, "%"),
        new("learners", "steel, 24 h ahead, RMSE below the same time a week ago", AtLeast, 20, "%"),
        new("maintenance", "90 % intervals held", AtLeast, 88, "%"),
        new("maintenance", "90 % intervals held", AtMost, 92, "%"),
        new("maintenance", "wear, belief right: 90 % intervals of risk held", AtLeast, 88, "%"),
        new("maintenance", "wear, belief right: 90 % intervals of risk held", AtMost, 92, "%"),
        new("anomaly", "SKAB, F1", AtLeast, 0.78, "1"),
        new("anomaly", "SKAB, false alarms", AtMost, 15, "%"),
        new("anomaly", "TEP, detected, faults 1 to 15", AtLeast, 0.80, "1"),
        new("anomaly", "TEP, detected, without 3, 9, 15", AtLeast, 0.97, "1"),
        new("anomaly", "TEP, false alarms, d00_te", AtMost, 1.5, "%"),
        new("anomaly", "TEP, false alarms, rows 1 to 160", AtMost, 1.5, "%"),
        new("anomaly", "TEP, root loops among three causes", AtLeast, 5, "of 5"),
        new("anomaly", "52 signals together, a row", AtMost, 20, "us"),
        new("anomaly", "52 signals together, allocated", AtMost, 0, "B"),
        new("anomaly", "levels of 52 signals, allocated", AtMost, 0, "B"),
        new("api-twin", "requests", AtLeast, 20_000, "requests/s"),
        new("api-twin", "latency, p99", AtMost, 5, "ms"),
        new("soak", "resident memory, slope beyond its tolerance", AtMost, 0, "MB/h"),
        new("soak", "handles grow by", AtMost, 8, "1"),
        new("soak", "refused values", AtMost, 0, "values"),
        new("prove-loss", "findings", AtMost, 0, "1"),
        new("prove-http", "findings", AtMost, 0, "1"),
        new("prove-http", "known from before, the answer lost", AtLeast, 1, "1"),
        new("prove-postgres", "findings", AtMost, 0, "1"),
        new("prove-network", "findings", AtMost, 0, "1"),
        new("prove-network", "a cut noticed after, at most (s)", AtMost, 4, "1"),
        new("prove-disk-full", "findings", AtMost, 0, "1"),
        new("prove-disk-full", "of them refused for the time being", AtLeast, 1, "1"),
        new("prove-grid", "findings", AtMost, 0, "1"),
        new("prove-grid", "answered again after, at most (s)", AtMost, 5, "1"),
        new("prove-grid-trouble", "findings", AtMost, 0, "1"),
        new("prove-grid-upgrade", "findings", AtMost, 0, "1"),
    ];

    /// <summary>What commands of their own measure: <c>soak</c> and <c>prove</c>.</summary>
    public static IEnumerable<Bar> OfCommands =>
        All.Where(bar => bar.Benchmark == "soak" || bar.Benchmark.StartsWith("prove-", StringComparison.Ordinal));

    public static IEnumerable<Bar> Of(string benchmark) => All.Where(bar => bar.Benchmark == benchmark);
}
