using OrleansTwin.Runtime.Commands;
using OrleansTwin.Twins.Health.Classification;

namespace OrleansTwin.Edge.Commands.Health;

/// <summary><c>health classify evaluate</c>: each block judged by models of the others, figures for each seed.</summary>
internal static class ClassifyEvaluation
{
    /// <param name="data">Rows in order of time.</param>
    /// <param name="seeds">How many are judged, from 1 on.</param>
    /// <param name="rule">What is known without learning, for comparison on the same rows; null: nothing.</param>
    /// <param name="cancellation">Ends between two trees.</param>
    public static async Task<int> RunAsync(
        ClassifyData data, int seeds, Func<ClassifierRow, bool>? rule, CancellationToken cancellation)
    {
        var options = new ClassifierOptions();
        Console.WriteLine(
            $"{data.Name}: {data.Rows.Count} rows in {options.Blocks} consecutive blocks; each judged by a model of the others, "
            + "its threshold included.");
        var scores = new List<ClassifierScore>();
        var means = new List<double>();
        for (var seed = 1; seed <= seeds; seed++)
        {
            var outcomes = await SharedProgress.ShowAsync($"seed {seed}", progress => ClassifierTrainer.CrossValidate(
                data.Layout, data.Rows, options with { Seed = (ulong)seed }, HostThreads.ForEach, progress, cancellation));
            var judged = outcomes.Where(item => !double.IsNaN(item.Probability)).ToList();
            scores.Add(ClassifierScore.Of(judged));
            means.Add(Tell($"seed {seed}", judged, scores[^1]));
        }

        Console.WriteLine(FormattableString.Invariant(
            $"mean: F1 {scores.Average(score => score.F1):F3} pooled, {means.Average():F3} mean of blocks, average precision ")
            + FormattableString.Invariant(
            $"{scores.Average(score => score.AveragePrecision):F3}, AUC {scores.Average(score => score.Auc):F3}"));
        if (rule is null)
            return ExitCode.Ok;
        var ruled = data.Rows.Select((item, row) => Ruled(item, rule, ClassifierTrainer.BlockOf(row, data.Rows.Count, options)));
        var outcomesOfRule = ruled.ToList();
        Tell("published rules", outcomesOfRule, ClassifierScore.Of(outcomesOfRule));
        return ExitCode.Ok;
    }

    private static ClassifierOutcome Ruled(LabelledRow item, Func<ClassifierRow, bool> rule, int block)
    {
        var isCalled = rule(item.Row);
        return new ClassifierOutcome(item.IsFailure, isCalled ? 1 : 0, isCalled, block);
    }

    private static double Tell(string name, List<ClassifierOutcome> outcomes, ClassifierScore score)
    {
        var blocks = outcomes.GroupBy(item => item.Block).Where(block => block.Any(item => item.IsFailure))
            .Select(block => ClassifierScore.Of([.. block])).ToList();
        var mean = blocks.Average(block => block.F1);
        Console.WriteLine(FormattableString.Invariant(
            $"{name}: F1 of failures {score.F1:F3} pooled, {mean:F3} mean of blocks ({string.Join(", ", blocks.Select(F1))}), ")
            + FormattableString.Invariant($"precision {score.Precision:F3}, recall {score.Recall:F3}, average precision ")
            + FormattableString.Invariant($"{score.AveragePrecision:F3}, AUC {score.Auc:F3}"));
        return mean;
    }

    private static string F1(ClassifierScore score) => FormattableString.Invariant($"{score.F1:F2}");
}
