using System.Globalization;
using OrleansTwin.Runtime.Commands;
using OrleansTwin.Twins.Anomaly;

namespace OrleansTwin.Edge.Commands.Health.Anomalies;

/// <summary>What came out of one experiment.</summary>
/// <param name="Name">Its file.</param>
/// <param name="All">Every judged row.</param>
/// <param name="Own">Judged rows that no other file has.</param>
/// <param name="Delay">Rows from the first strange row to the first alarm; null: none came.</param>
internal sealed record SkabOutcome(string Name, DetectionCounts All, DetectionCounts Own, int? Delay);

/// <summary>
/// <c>health anomaly evaluate --preset skab</c>: each file's first 400 rows teach, the others are judged; counts of all files are
/// pooled. Files overlap in time, and their labels then disagree: those rows are counted in neither.
/// </summary>
internal static class SkabEvaluation
{
    /// <summary>Healthy rows are cut into windows as long as an experiment, one beginning so many rows after another.</summary>
    private const int HealthyStep = 400;
    private const int HealthyJudged = 750;

    public static async Task<int> RunAsync(string folder, AnomalyOptions options, CancellationToken cancellation)
    {
        var files = SkabFiles.Labelled(folder);
        var outcomes = await SharedProgress.ShowAsync(
            "evaluate", progress => Judge(files, options, progress, cancellation));
        Console.WriteLine($"{"file",-12}{"F1",8}{"FAR",8}{"MAR",8}{"delay",8}");
        foreach (var outcome in outcomes)
            Print(outcome.Name, outcome.Own, outcome.Delay?.ToString(CultureInfo.InvariantCulture) ?? "none");
        var delays = outcomes.Select(outcome => outcome.Delay).OfType<int>().Order().ToArray();
        var median = delays.Length == 0 ? "none" : delays[delays.Length / 2].ToString(CultureInfo.InvariantCulture);
        Print("pooled", Sum(outcomes, outcome => outcome.Own), median);
        Print("every row", Sum(outcomes, outcome => outcome.All), median);
        Console.WriteLine($"Delays are rows to the first alarm (pooled: their median); {outcomes.Count - delays.Length} of "
            + $"{outcomes.Count} experiments had none. 'pooled' leaves out rows that two files have, 'every row' does not.");
        if (SkabFiles.Healthy(folder) is { } healthy)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Of the anomaly-free file, {SkabFiles.LearnedRows} rows to learn from and {HealthyJudged} to judge at a time, "
                + $"{HealthyAlarms(healthy, options):P1} of rows are in alarm."));
        }

        return ExitCode.Ok;
    }

    /// <summary>The share of healthy rows in alarm, mean of windows.</summary>
    public static double HealthyAlarms(SignalRows healthy, AnomalyOptions options)
    {
        var (learned, window) = (SkabFiles.LearnedRows, SkabFiles.LearnedRows + HealthyJudged);
        var starts = Enumerable.Range(0, ((healthy.Count - window) / HealthyStep) + 1).Select(place => place * HealthyStep);
        return starts.Average(start =>
        {
            var rows = healthy with { Table = healthy.Table.Part(start, window), Times = null, Ticks = null };
            var model = AnomalyTraining.Learn(rows with { Table = rows.Table.Part(0, learned) }, null, options);
            return ScoredRow.Of(model, rows).Skip(learned).Average(row => row.Score.IsAlarm ? 1.0 : 0);
        });
    }

    public static IReadOnlyList<SkabOutcome> Judge(
        IReadOnlyList<(string Name, SignalRows Rows)> files, AnomalyOptions options, Action<double>? progress,
        CancellationToken cancellation)
    {
        var shared = files.SelectMany(file => file.Rows.Ticks!).CountBy(at => at).Where(item => item.Value > 1)
            .Select(item => item.Key).ToHashSet();
        return [.. files.Select((file, place) =>
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Invoke((double)place / files.Count);
            return Judge(file.Name, file.Rows, shared, options);
        })];
    }

    public static DetectionCounts Sum(IEnumerable<SkabOutcome> outcomes, Func<SkabOutcome, DetectionCounts> of) =>
        outcomes.Aggregate(default(DetectionCounts), (sum, outcome) => sum + of(outcome));

    private static SkabOutcome Judge(string name, SignalRows rows, HashSet<long> shared, AnomalyOptions options)
    {
        var learned = SkabFiles.LearnedRows;
        var model = AnomalyTraining.Learn(rows with { Table = rows.Table.Part(0, learned), Ticks = null }, null, options);
        var scored = ScoredRow.Of(model, rows);
        var judged = Enumerable.Range(learned, rows.Count - learned)
            .Select(row => (Row: row, Alarm: scored[row].Score.IsAlarm, IsStrange: rows.Labels![row])).ToList();
        var first = judged.FindIndex(row => row.IsStrange);
        var alarm = judged.FindIndex(row => row.IsStrange && row.Alarm);
        return new SkabOutcome(
            name, DetectionCounts.Of(judged.Select(row => (row.Alarm, row.IsStrange))),
            DetectionCounts.Of(judged.Where(row => !shared.Contains(rows.Ticks![row.Row]))
                .Select(row => (row.Alarm, row.IsStrange))),
            alarm < 0 ? null : alarm - first);
    }

    private static void Print(string name, DetectionCounts counts, string delay) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{name,-12}{counts.F1,8:F3}{counts.FalseAlarmRate,8:F3}{counts.MissedAlarmRate,8:F3}{delay,8}"));
}
