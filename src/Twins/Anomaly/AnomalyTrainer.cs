using OrleansTwin.Twins.Learning;

namespace OrleansTwin.Twins.Anomaly;

/// <summary>Learns what is normal from healthy rows, and where the limit is.</summary>
public static class AnomalyTrainer
{
    /// <summary>Alarms come in runs: their share is judged by so many blocks of time.</summary>
    private const int AlarmBlocks = 10;

    /// <param name="healthy">Rows to learn from, in order of time.</param>
    /// <param name="limits">Other healthy rows with the same signals, to set the limit by; null: there are none.</param>
    /// <param name="options">How.</param>
    /// <param name="source">Where the rows come from.</param>
    /// <param name="progress">Is told the share that is done.</param>
    /// <param name="cancellation">Ends learning; nothing is left behind.</param>
    /// <exception cref="ArgumentException">There is too little to learn from; says what is missing.</exception>
    public static AnomalyModel Train(
        SignalTable healthy, SignalTable? limits, AnomalyOptions options, ModelSource source,
        Action<double>? progress = null, CancellationToken cancellation = default)
    {
        if (healthy.Rows.Count < options.RowsMin)
        {
            throw new ArgumentException(
                $"{healthy.Rows.Count} healthy rows are there to learn from; at least {options.RowsMin} are needed.");
        }

        var watched = WatchedSignals.Learn(healthy, options.DeviationsMax);
        var rows = watched.ScaleAll(healthy);
        var method = options.MethodFor(limits is not null);
        var levels = LevelModel.Learn(rows, watched.Count, options);
        var latent = LatentTrainer.Train(
            method, rows, limits is null ? null : watched.ScaleAll(limits), watched.Count, options, progress, cancellation);
        var nominal = NormalDeviate.Limit(options.FalseAlarmShare, watched.Count + (2 * latent.Statistics.Length));
        var model = new AnomalyModel(
            watched, levels, latent, nominal, nominal, Record(healthy, limits, watched, method, options, source));
        progress?.Invoke(1);
        return limits is null ? model : Limited(model, limits, options);
    }

    // The limit that the given share of other healthy rows passes.
    private static AnomalyModel Limited(AnomalyModel model, SignalTable limits, AnomalyOptions options)
    {
        var detector = new AnomalyDetector(model);
        var scores = limits.Rows.Select(row => detector.Score(row).Score).Where(score => !double.IsNaN(score)).ToArray();
        if (scores.Length < 1 / options.FalseAlarmShare)
        {
            throw new ArgumentException(
                $"{scores.Length} rows set the limit; a share of {options.FalseAlarmShare} needs at least "
                + $"{Math.Ceiling(1 / options.FalseAlarmShare)}.");
        }

        var limit = Quantile([.. scores.Order()], 1 - options.FalseAlarmShare);
        var blocks = scores.Chunk((scores.Length / AlarmBlocks) + 1)
            .Select(block => block.Average(score => score > limit ? 1.0 : 0)).ToList();
        var (_, low, high) = GroupBootstrap.Mean(blocks, seed: 0);
        var share = scores.Average(score => score > limit ? 1.0 : 0);
        return model.WithLimit(limit, model.Record with
        {
            Metrics = [new ModelMetric("share of the rows that set the limit in alarm", share, low, high)],
        });
    }

    /// <summary>Between the two nearest of sorted values.</summary>
    private static double Quantile(double[] sorted, double share)
    {
        var place = share * (sorted.Length - 1);
        var below = (int)place;
        return below + 1 >= sorted.Length
            ? sorted[^1]
            : sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below]));
    }

    private static ModelRecord Record(
        SignalTable healthy, SignalTable? limits, WatchedSignals watched, AnomalyMethod method, AnomalyOptions options,
        ModelSource source) => new(
        "Telling when one machine leaves what was normal for it, and by which signals. Not for safety functions; not for another "
        + "machine than the one that was learned from.",
        source.Data, Hash(healthy), 1, healthy.Rows.Count,
        limits is null
            ? FormattableString.Invariant(
                $"The limit is nominal: {100 * options.FalseAlarmShare:0.####} % of independent normal rows pass it.")
            : FormattableString.Invariant(
                $"{100 * (1 - options.FalseAlarmShare):0.####} % of {limits.Rows.Count} other healthy rows are within it."),
        $"Watches {NameOf(method)} of {watched.Count} of {healthy.Signals.Count} signals."
        + (watched.LeftOut.Any() ? $" Not watched, constant or mostly missing: {string.Join(", ", watched.LeftOut)}." : ""),
        source.CalibratedTicks, 0, []);

    private static string NameOf(AnomalyMethod method) => method switch
    {
        AnomalyMethod.Levels => "levels",
        AnomalyMethod.Pca => "levels and principal components",
        AnomalyMethod.DynamicPca => "levels and dynamic principal components",
        _ => "levels and canonical variates",
    };

    private static string Hash(SignalTable table)
    {
        var hash = new DataHash();
        foreach (var name in table.Signals)
            hash.Add(name);
        foreach (var row in table.Rows)
            hash.Add(row.AsSpan());
        return hash.Hex();
    }
}
