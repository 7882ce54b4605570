using OrleansTwin.Twins.Learning;

namespace OrleansTwin.Twins.Health.Classification;

/// <summary>Writes a model's record from what it was learned from and judged by.</summary>
internal static class ClassifierRecords
{
    /// <summary>Of a model that serves to judge a block and is thrown away.</summary>
    public static readonly ModelRecord None = new("", "", "", 0, 0, "", "", 0, 0, []);

    public static ModelRecord Of(
        ClassifierLayout layout, IReadOnlyList<LabelledRow> rows, IReadOnlyCollection<ClassifierOutcome> judged,
        ClassifierOptions options, ModelSource source)
    {
        var hash = new DataHash();
        foreach (var (row, isFailure) in rows)
        {
            hash.Add(row.Numbers);
            foreach (var kind in row.Kinds)
                hash.Add(kind ?? "");
            hash.Add([isFailure ? 1f : 0]);
        }

        return new ModelRecord(
            "To tell states in which a machine of this type fails, row by row. Not for safety functions, nor for failures of "
            + "another kind than those in the data.",
            source.Data, hash.Hex(), options.Blocks, rows.Count,
            $"Into {options.Blocks} consecutive blocks in order of rows; each judged by members that learned from the others. "
            + "The threshold, half of the best F1 found so, has seen these rows; 'evaluate' judges it on others.",
            $"Learned from: {string.Join(", ", layout.Features)}. {rows.Count(item => item.IsFailure)} failures.",
            source.CalibratedTicks, options.Seed, [.. Metrics(judged, options)]);
    }

    private static IEnumerable<ModelMetric> Metrics(IReadOnlyCollection<ClassifierOutcome> judged, ClassifierOptions options)
    {
        var blocks = judged.GroupBy(item => item.Block).Where(block => block.Any(item => item.IsFailure))
            .Select(block => ClassifierScore.Of([.. block])).ToList();
        ModelMetric Mean(string name, Func<ClassifierScore, double> of)
        {
            var (mean, low, high) = GroupBootstrap.Mean([.. blocks.Select(of)], options.Seed);
            return new ModelMetric($"{name}, mean of blocks", mean, low, high);
        }

        return
        [
            Mean("F1 of failures", score => score.F1), Mean("average precision", score => score.AveragePrecision),
            Mean("AUC", score => score.Auc),
        ];
    }
}
