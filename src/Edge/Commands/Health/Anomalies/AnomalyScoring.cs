using System.Globalization;
using OrleansTwin.Runtime.Commands;
using OrleansTwin.Twins.Anomaly;

namespace OrleansTwin.Edge.Commands.Health.Anomalies;

/// <summary><c>health anomaly score</c>: a row for each row of a file.</summary>
internal static class AnomalyScoring
{
    private const int TopSignals = 3;
    private const int FirstRows = 20;

    /// <summary>So far from what was learned, a file's first rows are rather of another column, unit or machine.</summary>
    private const double StrangeDeviations = 20;

    /// <summary>The first rows of a file teach what is normal, the others are judged.</summary>
    public static int Run(SignalRows rows, int learned, AnomalyOptions options, string outFile)
    {
        var ordered = rows.InOrder();
        if (ordered.Count <= learned)
        {
            throw new CommandException(
                ExitCode.BadInput, $"{rows.File} has {ordered.Count} rows in order; with --train-rows {learned} it needs more.");
        }

        var model = AnomalyTraining.Learn(ordered with { Table = ordered.Table.Part(0, learned) }, null, options);
        Write(model, rows, rows.CountTo(learned), outFile);
        return ExitCode.Ok;
    }

    /// <summary>All rows of a file are judged by a model that was learned from another.</summary>
    public static int Run(AnomalyModel model, SignalRows rows, string outFile)
    {
        WarnOfStrangers(model, rows);
        Write(model, rows, learned: 0, outFile);
        return ExitCode.Ok;
    }

    private static void Write(AnomalyModel model, SignalRows rows, int learned, string outFile)
    {
        var scored = ScoredRow.Of(model, rows);
        ModelFile.SaveTable(
            outFile, $"row,{(rows.Times is null ? "" : "time,")}score,threshold,alarm,signals",
            scored.Select((score, row) => $"{row + 1},{(rows.Times is null ? "" : rows.Times[row] + ",")}"
                + Fields(model, score, isJudged: row >= learned)));
        Tell(model, scored, learned, outFile);
    }

    private static string Fields(AnomalyModel model, ScoredRow row, bool isJudged)
    {
        var alarm = row.Score.IsAlarm && isJudged ? 1 : 0;
        var signals = row.Top(model, TopSignals).Select(item => $"{item.Signal} {Number(item.Share)}");
        return $"{row.ScoreText},{Number(row.Score.Limit)},{alarm},{string.Join(';', signals)}";
    }

    private static void Tell(AnomalyModel model, List<ScoredRow> scored, int learned, string outFile)
    {
        var alarms = scored.Skip(learned).Count(row => row.Score.IsAlarm);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{outFile}: {scored.Count - learned} rows judged, {alarms} in alarm; limit {model.Limit:F2}. {model.Record.Split}"));
        ScoredRow.TellDoubts(scored);
        foreach (var name in model.Watched.LeftOut)
            Console.Error.WriteLine($"{name} is not watched: it never moved, or was mostly missing, where the model learned.");
    }

    private static void WarnOfStrangers(AnomalyModel model, SignalRows rows)
    {
        for (var signal = 0; signal < model.Watched.Count; signal++)
        {
            var first = rows.Table.Rows.Take(FirstRows).Select(row => Math.Abs(model.Watched.Deviation(signal, row)))
                .Where(double.IsFinite).Order().ToArray();
            if (first.Length == 0 || first[first.Length / 2] < StrangeDeviations)
                continue;
            Console.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{rows.File}: from its first rows on {model.Watched.NameOf(signal)} lies {first[first.Length / 2]:F0} standard "
                + $"deviations from what the model learned. Is it another column, unit or machine?"));
        }
    }

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
