using OrleansTwin.Bench.Harness;
using OrleansTwin.Edge.Commands.Health.Anomalies;
using OrleansTwin.Twins.Anomaly;

namespace OrleansTwin.Bench.Benchmarks;

/// <summary>
/// Anomalies: how well faults of public data sets are told from normal rows (the shared files of SKAB and of the Tennessee
/// Eastman process), and what a row of a live machine costs.
/// </summary>
internal sealed class AnomalyBenchmark : IBenchmark
{
    private const int FleetAssets = 10_000;

    /// <summary>Faults whose root loop is known, and its variables.</summary>
    private static readonly Dictionary<int, string[]> Roots = new()
    {
        [4] = ["XMEAS 9", "XMEAS 21", "XMV 10"],
        [5] = ["XMEAS 11", "XMEAS 22", "XMV 11"],
        [6] = ["XMEAS 1", "XMV 3"],
        [11] = ["XMEAS 9", "XMEAS 21", "XMV 10"],
        [14] = ["XMEAS 9", "XMEAS 21", "XMV 10"],
    };

    public string Name => "anomaly";

    public string Measures => "anomalies on SKAB and the Tennessee Eastman process; what scoring a row costs";

    public Task<IReadOnlyList<Figure>> RunAsync(CancellationToken cancellation)
    {
        var (skab, tep) = (Folder("skab"), Folder("tep"));
        var (healthy, limits) = (TepFiles.Read(tep, "d00"), TepFiles.Read(tep, "d00_te"));
        var together = AnomalyTraining.Learn(healthy, limits, new AnomalyOptions(), cancellation: cancellation);
        var levels = AnomalyTraining.Learn(
            healthy, null, new AnomalyOptions { Method = AnomalyMethod.Levels }, cancellation: cancellation);
        return Task.FromResult<IReadOnlyList<Figure>>(
        [
            .. Water(skab, cancellation), .. Plant(tep, together),
            .. Speed("levels of 52 signals", levels, limits), .. Speed("52 signals together", together, limits),
        ]);
    }

    private static string Folder(string name)
    {
        var folder = Path.Combine(Checkout.Root, "..", "shared", "data", name);
        return Directory.Exists(folder) ? folder : throw new DirectoryNotFoundException(
            $"No files at {folder}. Put them there, or leave this benchmark out.");
    }

    private static Figure[] Water(string folder, CancellationToken cancellation)
    {
        var outcomes = SkabEvaluation.Judge(SkabFiles.Labelled(folder), new AnomalyOptions(), null, cancellation);
        var (own, all) = (
            SkabEvaluation.Sum(outcomes, outcome => outcome.Own), SkabEvaluation.Sum(outcomes, outcome => outcome.All));
        var healthy = SkabFiles.Healthy(folder) is { } rows
            ? SkabEvaluation.HealthyAlarms(rows, new AnomalyOptions())
            : double.NaN;
        var delays = outcomes.Select(outcome => outcome.Delay).OfType<int>().Order().ToArray();
        return
        [
            new Figure("SKAB, F1", own.F1, "1"),
            new Figure("SKAB, false alarms", 100 * own.FalseAlarmRate, "%"),
            new Figure("SKAB, missed", 100 * own.MissedAlarmRate, "%"),
            new Figure("SKAB, every row, F1", all.F1, "1"),
            new Figure("SKAB, every row, false alarms", 100 * all.FalseAlarmRate, "%"),
            new Figure("SKAB, false alarms on healthy windows", 100 * healthy, "%"),
            new Figure("SKAB, delay, median", delays[delays.Length / 2], "rows"),
            new Figure("SKAB, experiments without an alarm", outcomes.Count - delays.Length, "files"),
        ];
    }

    private static Figure[] Plant(string folder, AnomalyModel model)
    {
        var outcomes = TepEvaluation.Judge(folder, model);
        var easy = outcomes.Where(outcome => !outcome.IsHard).ToList();
        return
        [
            new Figure("TEP, detected, faults 1 to 15", outcomes.Average(outcome => outcome.Detected), "1"),
            new Figure("TEP, detected, without 3, 9, 15", easy.Average(outcome => outcome.Detected), "1"),
            new Figure("TEP, false alarms, d00_te", 100 * model.Record.Metrics[0].Value, "%"),
            new Figure("TEP, false alarms, rows 1 to 160", 100 * outcomes.Average(outcome => outcome.FalseAlarms), "%"),
            new Figure("TEP, delay without 3, 9, 15, mean", easy.Average(outcome => outcome.Delay ?? double.NaN), "rows"),
            new Figure("TEP, root loops among three causes", outcomes.Count(
                outcome => Roots.TryGetValue(outcome.Fault, out var loop)
                    && outcome.Causes.Any(cause => loop.Contains(cause.Signal))), "of 5"),
        ];
    }

    private static Figure[] Speed(string name, AnomalyModel model, SignalRows rows)
    {
        var (detector, values) = (new AnomalyDetector(model), rows.Table.Rows);
        var scoring = Loop.Measure(values.Count, () =>
        {
            for (var row = 0; row < values.Count; row++)
                _ = detector.Score(values[row]);
        });
        var micros = 1e6 / scoring.BestPerSecond;
        return
        [
            new Figure($"{name}, a row", micros, "us"),
            new Figure($"{name}, allocated", scoring.BytesPerOperation, "B"),
            new Figure($"{name}, {FleetAssets:N0} machines, a row each second", micros * FleetAssets / 1e4, "% of a core"),
        ];
    }
}
