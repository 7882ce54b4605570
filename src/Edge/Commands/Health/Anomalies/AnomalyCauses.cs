using System.Globalization;
using OrleansTwin.Twins.Anomaly;

namespace OrleansTwin.Edge.Commands.Health.Anomalies;

/// <summary>Alarms as events, each with the signals that it began with and those that it spread to.</summary>
internal static class AnomalyCauses
{
    private const int TopSignals = 5;

    /// <summary>Alarms that are no farther apart are one event, and an event's beginning is as long.</summary>
    private const int EventRows = 15;

    private const int EventsMax = 20;

    public static void Tell(AnomalyModel model, SignalRows rows, string? outFile)
    {
        var scored = ScoredRow.Of(model, rows);
        var events = Events(scored);
        foreach (var (first, last) in events.Take(EventsMax))
            Tell(model, rows, scored[first..(last + 1)], first, last);
        if (events.Count > EventsMax)
            Console.WriteLine($"{events.Count - EventsMax} more events, from row {events[EventsMax].First + 1} on.");
        if (events.Count == 0)
            Console.WriteLine($"None of {rows.Count} rows is in alarm.");
        ScoredRow.TellDoubts(scored);
        if (outFile is not null)
            Write(model, rows, scored, outFile);
    }

    private static void Tell(AnomalyModel model, SignalRows rows, List<ScoredRow> scored, int first, int last)
    {
        var alarms = scored.Where(row => row.Score.IsAlarm).ToList();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Place(rows, first)} to {Place(rows, last)}: {alarms.Count} rows in alarm, score up to "
            + $"{alarms.Max(row => row.Score.Score):F1}, limit {model.Limit:F1}"));
        Console.WriteLine($"  began with  {Text(model, alarms.Take(EventRows))}");
        Console.WriteLine($"  in all      {Text(model, alarms)}");
    }

    private static string Place(SignalRows rows, int row) =>
        rows.Times is null ? $"row {row + 1}" : $"row {row + 1} ({rows.Times[row]})";

    private static string Text(AnomalyModel model, IEnumerable<ScoredRow> alarms) => string.Join(
        ", ", CauseShares.Mean(model, alarms).Take(TopSignals)
            .Select(item => string.Create(CultureInfo.InvariantCulture, $"{item.Signal} {item.Share:F2}")));

    private static List<(int First, int Last)> Events(List<ScoredRow> scored)
    {
        var events = new List<(int First, int Last)>();
        for (var row = 0; row < scored.Count; row++)
        {
            if (!scored[row].Score.IsAlarm)
                continue;
            if (events.Count > 0 && row - events[^1].Last <= EventRows)
                events[^1] = (events[^1].First, row);
            else
                events.Add((row, row));
        }

        return events;
    }

    private static void Write(AnomalyModel model, SignalRows rows, List<ScoredRow> scored, string outFile)
    {
        var names = Enumerable.Range(0, model.Watched.Count).Select(model.Watched.NameOf);
        ModelFile.SaveTable(
            outFile, $"row,{(rows.Times is null ? "" : "time,")}score,alarm,{string.Join(',', names)}",
            scored.Select((row, place) => $"{place + 1},{(rows.Times is null ? "" : rows.Times[place] + ",")}{row.ScoreText},"
                + (row.Score.IsAlarm ? "1," : "0,")
                + string.Join(',', row.Shares.Select(share => share.ToString("0.####", CultureInfo.InvariantCulture)))));
        Console.WriteLine($"{outFile}: {scored.Count} rows.");
    }
}
