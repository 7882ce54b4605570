using OrleansTwin.Twins.Anomaly;

namespace OrleansTwin.Edge.Commands.Health.Anomalies;

/// <summary>Signals ranked by their mean share in the scores of rows.</summary>
internal static class CauseShares
{
    public static IEnumerable<(string Signal, double Share)> Mean(AnomalyModel model, IEnumerable<ScoredRow> rows)
    {
        var (sums, count) = (new double[model.Watched.Count], 0);
        foreach (var row in rows)
        {
            count++;
            for (var signal = 0; signal < sums.Length; signal++)
                sums[signal] += row.Shares[signal];
        }

        return count == 0 ? [] : sums.Select((sum, signal) => (model.Watched.NameOf(signal), sum / count))
            .OrderByDescending(item => item.Item2);
    }
}
