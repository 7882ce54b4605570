using System.Globalization;
using OrleansTwin.Runtime.Commands;
using OrleansTwin.Twins.Anomaly;

namespace OrleansTwin.Edge.Commands.Health.Anomalies;

/// <summary>What came out of one fault.</summary>
/// <param name="Fault">Its number.</param>
/// <param name="Detected">Share of the rows with the fault in alarm.</param>
/// <param name="FalseAlarms">Share of the rows before it in alarm.</param>
/// <param name="Delay">Rows to the first of three alarms in a row; null: they never came.</param>
/// <param name="Causes">Signals by their mean share in the first alarms.</param>
internal sealed record TepOutcome(
    int Fault, double Detected, double FalseAlarms, int? Delay, IReadOnlyList<(string Signal, double Share)> Causes)
{
    /// <summary>Whether it can hardly be told from normal rows by anybody.</summary>
    public bool IsHard => Fault is 3 or 9 or 15;
}

/// <summary>
/// <c>health anomaly evaluate --preset tep</c>: learned from <c>d00</c>, the limit from <c>d00_te</c>, judged on the test file of
/// each fault that is there.
/// </summary>
internal static class TepEvaluation
{
    private const int FaultsMax = 21;
    private const int AlarmsInARow = 3;

    /// <summary>Causes are those of the first alarms: later the plant's loops have carried the fault everywhere.</summary>
    private const int FirstAlarms = 60;
    private const int TopCauses = 3;

    public static async Task<int> RunAsync(string folder, AnomalyOptions options, CancellationToken cancellation)
    {
        var model = await AnomalyTraining.LearnAsync(
            TepFiles.Read(folder, "d00"), TepFiles.Read(folder, "d00_te"), options, cancellation);
        var outcomes = Judge(folder, model);
        Console.WriteLine($"{"fault",-10}{"detected",10}{"FAR",8}{"delay",8}  first causes");
        foreach (var outcome in outcomes)
        {
            Print($"{outcome.Fault}", outcome.Detected, outcome.FalseAlarms,
                outcome.Delay?.ToString(CultureInfo.InvariantCulture) ?? "none",
                string.Join(", ", outcome.Causes.Select(
                    cause => FormattableString.Invariant($"{cause.Signal} {cause.Share:F2}"))));
        }

        Mean("mean", outcomes);
        Mean("without 3, 9, 15", [.. outcomes.Where(outcome => !outcome.IsHard)]);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"False alarms: {model.Record.Metrics[0].Value:P2} of d00_te, which set the limit; FAR: of rows 1 to "
            + $"{TepFiles.NormalRows} of each file. Delays are rows of 3 minutes to the first of {AlarmsInARow} alarms in "
            + $"a row."));
        return ExitCode.Ok;
    }

    public static IReadOnlyList<TepOutcome> Judge(string folder, AnomalyModel model) =>
        [.. Enumerable.Range(1, FaultsMax).Select(fault => (fault, File: TepFiles.Find(folder, $"d{fault:00}_te")))
            .Where(item => item.File is not null).Select(item => Judge(item.fault, model, TepFiles.Read(item.File!)))];

    private static TepOutcome Judge(int fault, AnomalyModel model, SignalRows rows)
    {
        var scored = ScoredRow.Of(model, rows);
        var faulty = scored.Skip(TepFiles.NormalRows).ToList();
        var delay = Enumerable.Range(0, Math.Max(0, faulty.Count - AlarmsInARow + 1))
            .Where(row => faulty.Skip(row).Take(AlarmsInARow).All(item => item.Score.IsAlarm)).Select(row => (int?)row)
            .FirstOrDefault();
        return new TepOutcome(
            fault, Share(faulty), Share(scored.Take(TepFiles.NormalRows)), delay,
            CauseShares.Mean(model, faulty.Where(row => row.Score.IsAlarm).Take(FirstAlarms)).Take(TopCauses).ToList());
    }

    private static double Share(IEnumerable<ScoredRow> rows) => rows.Average(row => row.Score.IsAlarm ? 1.0 : 0);

    private static void Mean(string name, IReadOnlyList<TepOutcome> outcomes) => Print(
        name, outcomes.Average(outcome => outcome.Detected), outcomes.Average(outcome => outcome.FalseAlarms), "", "");

    private static void Print(string name, double detected, double falseAlarms, string delay, string causes) =>
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{name,-18}{detected,8:F3}{falseAlarms,8:F4}{delay,8}  {causes}").TrimEnd());
}
