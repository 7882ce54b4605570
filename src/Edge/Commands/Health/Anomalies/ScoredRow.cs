using System.Globalization;
using OrleansTwin.Twins.Anomaly;
using OrleansTwin.Twins.Learning;

namespace OrleansTwin.Edge.Commands.Health.Anomalies;

/// <summary>What a model says of a row, and by which signals.</summary>
/// <param name="Score">The score.</param>
/// <param name="Shares">For each signal that the model watches, its share of the score.</param>
/// <param name="Still">Signals that stand still for too long to be readings.</param>
internal sealed record ScoredRow(AnomalyScore Score, double[] Shares, IReadOnlyList<StillSignal> Still)
{
    /// <summary>As tables have it; empty where nothing is said.</summary>
    public string ScoreText =>
        double.IsNaN(Score.Score) ? "" : Score.Score.ToString("0.###", CultureInfo.InvariantCulture);

    /// <summary>All rows of a file, in order.</summary>
    public static List<ScoredRow> Of(AnomalyModel model, SignalRows rows)
    {
        var detector = new AnomalyDetector(model);
        var outOfOrder = new ScoredRow(
            new AnomalyScore(double.NaN, model.Limit, AnomalyVerdict.OutOfOrder, 0), new double[model.Watched.Count], []);
        var (scored, gap) = (Enumerable.Repeat(outOfOrder, rows.Count).ToList(), rows.GapTicks);
        foreach (var row in rows.PlacesInOrder())
        {
            var values = rows.Table.Rows[row];
            var score = rows.Ticks is null ? detector.Score(values) : detector.Score(values, rows.Ticks[row], gap);
            var shares = new double[model.Watched.Count];
            if (!double.IsNaN(score.Score))
                detector.Explain(shares);
            scored[row] = new ScoredRow(score, shares, score.PresentShare < 1 ? [.. detector.Still] : []);
        }

        return scored;
    }

    /// <summary>Says on standard error of how many rows nothing could be said, and which signals hang.</summary>
    public static void TellDoubts(IReadOnlyList<ScoredRow> scored)
    {
        foreach (var group in scored.Where(row => row.Score.Missing.Length > 0).GroupBy(row => row.Score.Verdict))
            Console.Error.WriteLine($"{group.Count()} rows without a score. {group.First().Score.Missing}");
        var still = scored.SelectMany(row => row.Still).GroupBy(signal => signal.Name)
            .Select(signal => signal.MaxBy(item => item.Rows));
        if (StillSignal.Tell(still, "rows") is { Length: > 0 } told)
            Console.Error.WriteLine(told);
    }

    /// <summary>The signals with the largest shares.</summary>
    public IEnumerable<(string Signal, double Share)> Top(AnomalyModel model, int count) =>
        Shares.Index().Where(item => item.Item > 0).OrderByDescending(item => item.Item).Take(count)
            .Select(item => (model.Watched.NameOf(item.Index), item.Item));
}
