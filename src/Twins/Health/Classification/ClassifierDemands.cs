namespace OrleansTwin.Twins.Health.Classification;

/// <summary>What must hold before anything is learned; each refusal tells what was found and what to do.</summary>
internal static class ClassifierDemands
{
    public const int LevelsMax = 1000;

    public static void Hold(ClassifierLayout layout, IReadOnlyList<LabelledRow> rows, ClassifierOptions options)
    {
        layout.Demand();
        if (rows.Any(item => item.Row.Numbers.Length != layout.Numbers.Count || item.Row.Kinds.Length != layout.Kinds.Count))
            throw new ArgumentException("A row has another number of values than the layout has columns.");
        Failures(rows, options);
        for (var number = 0; number < layout.Numbers.Count; number++)
        {
            if (rows.All(item => float.IsNaN(item.Row.Numbers[number])))
            {
                throw new ArgumentException(
                    $"Column '{layout.Numbers[number]}' has no number in any row. Is it one of kinds? Else leave it out.");
            }
        }

        for (var kind = 0; kind < layout.Kinds.Count; kind++)
        {
            var levels = rows.Select(item => item.Row.Kinds[kind]).Distinct(StringComparer.Ordinal).Count();
            if (levels > LevelsMax)
            {
                throw new ArgumentException(
                    $"Column '{layout.Kinds[kind]}' has {levels} kinds; expected at most {LevelsMax}. An identifier can't be "
                    + "learned from: leave it out.");
            }
        }
    }

    private static void Failures(IReadOnlyList<LabelledRow> rows, ClassifierOptions options)
    {
        var failures = rows.Count(item => item.IsFailure);
        var found = $"{failures} of {rows.Count} rows are failures; ";
        if (failures == 0 || failures == rows.Count)
            throw new ArgumentException(found + "expected both failures and other rows. Check which column says it.");
        if (failures < options.FailuresMin)
        {
            throw new ArgumentException(
                found + $"at least {options.FailuresMin} are needed to learn from some and judge by others. Wait for more.");
        }

        var blocks = Enumerable.Range(0, rows.Count).GroupBy(row => ClassifierTrainer.BlockOf(row, rows.Count, options));
        if (blocks.Count(block => block.Any(row => rows[row].IsFailure)) < 2)
        {
            throw new ArgumentException(
                found + $"all within one of {options.Blocks} consecutive parts of the rows. Rows that are sorted by the answer "
                + "can't be judged: put them in order of time.");
        }
    }
}
